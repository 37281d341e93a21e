Attribute VB_Name = "Share"
' A copy with values only, made from a copy of the workbook that Excel writes: the user's own is only read.
Option Explicit
Option Private Module

Private Const TITLE As String = "CXcel"

' Make the copy where the user says; what to tell, "" when the user stopped.
Public Function SharedCopy() As String
    Dim book As Workbook, target As String, told As Variant
    Set book = BookInFront()
    RefuseWhatCannotBeCopied book
    target = TargetAskedFor(book)
    If target = "" Then Exit Function
    told = FromPython("share", "ready", Array(target, book.FullName))
    If told(1) <> "" Then
        If MsgBox(told(1), vbYesNo + vbQuestion, TITLE) <> vbYes Then Exit Function
    End If
    Progress "making the copy to share"
    SharedCopy = CopyMade(book, target)
End Function

Private Sub RefuseWhatCannotBeCopied(ByVal book As Workbook)
    Dim sheet As Worksheet, onlyReport As Boolean
    onlyReport = ShowsReport(book)
    If book.HasPassword Then Refuse "This workbook opens with a password, and a copy would too: remove the password first."
    If book.ProtectStructure Then Refuse "The structure of this workbook is protected: unprotect it first (Review, Protect Workbook)."
    For Each sheet In book.Worksheets
        If IsShared(sheet, onlyReport) Then
            If sheet.ProtectContents Then Refuse "The sheet " & sheet.Name & " is protected: unprotect it first, so that its formulas can become values in the copy."
            If IsFiltered(sheet) Then Refuse "Rows of the sheet " & sheet.Name & " are filtered out, and the copy would hold them: delete them, or clear the filter, first."
        End If
    Next sheet
End Sub

Private Function IsFiltered(ByVal sheet As Worksheet) As Boolean
    Dim table As ListObject
    IsFiltered = sheet.FilterMode
    For Each table In sheet.ListObjects
        If table.ShowAutoFilter Then
            If table.AutoFilter.FilterMode Then IsFiltered = True
        End If
    Next table
End Function

Private Function TargetAskedFor(ByVal book As Workbook) As String
    Dim stem As String, answer As Variant
    stem = book.Name
    If InStrRev(stem, ".") > 1 And book.Path <> "" Then stem = Left$(stem, InStrRev(stem, ".") - 1)
    If book.Path <> "" Then stem = book.Path & Application.PathSeparator & stem
    answer = Application.GetSaveAsFilename(InitialFileName:=stem & " shared.xlsx", FileFilter:="Excel workbook (*.xlsx), *.xlsx", Title:="Share a copy with values only")
    If VarType(answer) = vbString Then TargetAskedFor = answer
End Function

Private Function CopyMade(ByVal book As Workbook, ByVal target As String) As String
    Dim folder As String, work As Workbook, wasSaved As Boolean, told As Variant, failure As String
    wasSaved = book.Saved
    folder = NewFolder()
    On Error GoTo failed
    book.SaveCopyAs Within(folder, EndingOf(book))
    Set work = Application.Workbooks.Open(Filename:=Within(folder, EndingOf(book)), UpdateLinks:=0, AddToMru:=False)
    KeepValues work
    work.SaveAs Filename:=Within(folder, " shared.xlsx"), FileFormat:=xlOpenXMLWorkbook
    work.Close SaveChanges:=False
    Set work = Nothing
    told = FromPython("share", "finish", Array(Within(folder, " shared.xlsx"), target))
    CopyMade = told(1)
    Leave book, wasSaved, folder
    Exit Function
failed:
    failure = Err.Description
    CloseUnsaved work
    Leave book, wasSaved, folder
    Refuse failure
End Function

Private Sub Leave(ByVal book As Workbook, ByVal wasSaved As Boolean, ByVal folder As String)
    On Error Resume Next
    Application.CutCopyMode = False
    book.Activate
    book.Saved = wasSaved
    On Error GoTo 0
    DropFolder folder
End Sub

' The sheets of the report where there is one, else all that can be seen.
Private Function IsShared(ByVal sheet As Object, ByVal onlyReport As Boolean) As Boolean
    If sheet.Visible <> xlSheetVisible Then Exit Function
    IsShared = True
    If Not onlyReport Then Exit Function
    IsShared = False
    If TypeOf sheet Is Worksheet Then IsShared = IsMarked(sheet)
End Function

Private Function ShowsReport(ByVal book As Workbook) As Boolean
    Dim sheet As Worksheet
    For Each sheet In book.Worksheets
        If IsShared(sheet, True) Then ShowsReport = True
    Next sheet
End Function

Private Sub KeepValues(ByVal work As Workbook)
    Dim sheet As Worksheet, onlyReport As Boolean
    onlyReport = ShowsReport(work)
    For Each sheet In work.Worksheets
        If IsShared(sheet, onlyReport) Then
            FlattenPivots sheet
            FlattenTables sheet
            FlattenFormulas sheet
            HideAuthors sheet
        End If
    Next sheet
    DeleteOtherSheets work, onlyReport
    BreakLinks work
    DeleteNames work
    DeleteSources work
    ForgetPeople work
End Sub

Private Sub FlattenPivots(ByVal sheet As Worksheet)
    Dim i As Long, block As Range
    For i = sheet.PivotTables.Count To 1 Step -1
        Set block = sheet.PivotTables(i).TableRange2
        PutValues block
    Next i
End Sub

' A table that has formulas keeps one for its next row, and a query its source: as plain cells they have neither.
Private Sub FlattenTables(ByVal sheet As Worksheet)
    Dim i As Long, formulas As Variant
    For i = sheet.ListObjects.Count To 1 Step -1
        formulas = sheet.ListObjects(i).Range.HasFormula
        If IsNull(formulas) Then formulas = True
        If formulas Or sheet.ListObjects(i).SourceType <> xlSrcRange Then sheet.ListObjects(i).Unlist
    Next i
End Sub

' Arrays first and whole, for no part of one can be changed.
Private Sub FlattenFormulas(ByVal sheet As Worksheet)
    Dim found As Range, cell As Range, area As Range
    Set found = FormulasOf(sheet)
    If found Is Nothing Then Exit Sub
    For Each cell In found.Cells
        If Spills(cell) Then
            If cell.HasFormula Then PutValues SpilledBy(cell)
        ElseIf cell.HasArray Then
            PutValues cell.CurrentArray
        End If
    Next cell
    Set found = FormulasOf(sheet)
    If found Is Nothing Then Exit Sub
    For Each area In found.Areas
        PutValues area
    Next area
End Sub

' Asked late, for an Excel before dynamic arrays knows no spilling.
Private Function Spills(ByVal cell As Object) As Boolean
    On Error Resume Next
    Spills = cell.HasSpill
    On Error GoTo 0
End Function

Private Function SpilledBy(ByVal cell As Object) As Range
    Set SpilledBy = cell.SpillParent.SpillingToRange
End Function

Private Function FormulasOf(ByVal sheet As Worksheet) As Range
    On Error Resume Next
    Set FormulasOf = sheet.UsedRange.SpecialCells(xlCellTypeFormulas)
    On Error GoTo 0
End Function

' Pasting keeps a text a text, such as 00123, where writing the value would make it a number.
Private Sub PutValues(ByVal block As Range)
    block.Copy
    block.PasteSpecial xlPasteValues
End Sub

' Excel begins a note with the name of who writes it.
Private Sub HideAuthors(ByVal sheet As Worksheet)
    Dim note As Comment, opening_ As String
    For Each note In sheet.Comments
        opening_ = note.Author & ":"
        If Len(opening_) > 1 And Left$(note.Text, Len(opening_)) = opening_ Then
            note.Text Replace(Mid$(note.Text, Len(opening_) + 1), vbLf, "", 1, 1)
        End If
    Next note
End Sub

Private Sub DeleteOtherSheets(ByVal work As Workbook, ByVal onlyReport As Boolean)
    Dim i As Long
    For i = work.Sheets.Count To 1 Step -1
        If Not IsShared(work.Sheets(i), onlyReport) Then
            work.Sheets(i).Visible = xlSheetVisible
            work.Sheets(i).Delete
        End If
    Next i
End Sub

Private Sub BreakLinks(ByVal work As Workbook)
    Dim kind As Variant, sources As Variant, i As Long
    For Each kind In Array(xlLinkTypeExcelLinks, xlLinkTypeOLELinks)
        sources = work.LinkSources(kind)
        If Not IsEmpty(sources) Then
            For i = LBound(sources) To UBound(sources)
                work.BreakLink CStr(sources(i)), kind
            Next i
        End If
    Next kind
End Sub

' A name stays when it is a range of cells of this workbook. Excel keeps some names that cannot be deleted.
Private Sub DeleteNames(ByVal work As Workbook)
    Dim i As Long
    For i = work.Names.Count To 1 Step -1
        If Not IsHere(work.Names(i), work) Then
            On Error Resume Next
            work.Names(i).Delete
            On Error GoTo 0
        End If
    Next i
End Sub

Private Function IsHere(ByVal found As Name, ByVal work As Workbook) As Boolean
    Dim block As Range
    On Error Resume Next
    Set block = found.RefersToRange
    On Error GoTo 0
    If block Is Nothing Then Exit Function
    If InStr(found.RefersTo, "(") > 0 Then Exit Function
    IsHere = block.Worksheet.Parent.Name = work.Name
End Function

' Where rows came from: queries, connections, slicers, XML that programs left behind.
Private Sub DeleteSources(ByVal work As Workbook)
    Dim i As Long
    On Error Resume Next
    For i = work.SlicerCaches.Count To 1 Step -1
        work.SlicerCaches(i).Delete
    Next i
    For i = work.Queries.Count To 1 Step -1
        work.Queries(i).Delete
    Next i
    For i = work.Connections.Count To 1 Step -1
        work.Connections(i).Delete
    Next i
    For i = work.CustomXMLParts.Count To 1 Step -1
        If Not work.CustomXMLParts(i).BuiltIn Then work.CustomXMLParts(i).Delete
    Next i
    On Error GoTo 0
End Sub

' All that Excel's Document Inspector removes, but for comments. An Excel that does not know a kind goes on to the next.
Private Sub ForgetPeople(ByVal work As Workbook)
    Dim kind As Variant
    On Error Resume Next
    For Each kind In Array(xlRDIDocumentProperties, xlRDIRemovePersonalInformation, xlRDIEmailHeader, xlRDIRoutingSlip, xlRDISendForReview, xlRDIDocumentWorkspace, xlRDIInkAnnotations, xlRDIScenarioComments, xlRDIPublishInfo, xlRDIDocumentServerProperties, xlRDIDocumentManagementPolicy, xlRDIContentType, xlRDIDefinedNameComments, xlRDIInactiveDataConnections, xlRDIPrinterPath, xlRDIInlineWebExtensions, xlRDITaskpaneWebExtensions, xlRDIExcelDataModel)
        work.RemoveDocumentInformation kind
    Next kind
    On Error GoTo 0
End Sub
