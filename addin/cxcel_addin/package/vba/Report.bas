Attribute VB_Name = "Report"
' The report's sheets in the user's workbook: put in whole, or nothing is changed.
' Only Excel itself can show that a hidden name of a sheet is copied with the sheet: "the local name is copied to the new
' sheet" (Microsoft KB 108001).
Option Explicit
Option Private Module

Private Const MARK As String = "cxcel."
Private Const RECORD_MARK As String = "cxcel.record."

' Build the report of the workbook in front; what to tell. With stay, the sheet that is in front stays there.
Public Function BuiltReport(ByVal stay As Boolean) As String
    Dim book As Workbook, folder As String, told As Variant, before As String, failure As String
    Set book = BookInFront()
    RefuseWhatTakesNoSheets book
    before = book.ActiveSheet.Name
    folder = NewFolder()
    On Error GoTo failed
    Progress "reading the tables of " & book.Name
    told = FromPython("report", "build", Array(CopyOf(book, folder), book.Name, Within(folder, " report.xlsx")))
    RefuseProtected book, Split(told(2), "/")
    Progress "putting the report into " & book.Name
    BuiltReport = told(4) & PutIn(book, Within(folder, " report.xlsx"), Split(told(1), "/"), Split(told(2), "/"), Split(told(3), "/"))
    ShowSheet book, CStr(Split(told(1), "/")(0))
    If stay Then ShowSheet book, before
    DropFolder folder
    Exit Function
failed:
    failure = Err.Description
    On Error GoTo 0
    DropFolder folder
    Refuse failure
End Function

' Mend links, forget results, calculate everything, and build the report again where the workbook in front has one.
Public Function Refreshed() As String
    Dim mended As Long
    mended = RepairAll()
    ForgetResults
    FromPython "report", "forget", Array()
    Progress "calculating"
    Application.CalculateFull
    If mended > 0 Then Refreshed = "Links and cells that had lost their function and were mended: " & mended & "."
    If Not HasReport() Then Exit Function
    Refreshed = Trim$(Refreshed & " " & BuiltReport(True))
End Function

Private Function HasReport() As Boolean
    Dim sheet As Worksheet
    If ActiveSheet Is Nothing Then Exit Function
    For Each sheet In BookInFront().Worksheets
        If Bears(sheet, RECORD_MARK) Then HasReport = True
    Next sheet
End Function

' Whether a sheet shows what CXcel computed: of a report, or of a template.
Public Function IsMarked(ByVal sheet As Worksheet) As Boolean
    IsMarked = Bears(sheet, MARK)
End Function

Private Function Bears(ByVal sheet As Worksheet, ByVal start As String) As Boolean
    Dim each_ As Name
    For Each each_ In sheet.Names
        If Left$(Mid$(each_.Name, InStrRev(each_.Name, "!") + 1), Len(start)) = start Then Bears = True
    Next each_
End Function

Private Sub RefuseWhatTakesNoSheets(ByVal book As Workbook)
    If book Is ThisWorkbook Then Refuse "Open a workbook with your tables first: this is the add-in."
    If book.ProtectStructure Then Refuse "The structure of this workbook is protected, so no sheet can be put in: unprotect it first (Review, Protect Workbook)."
    If Application.Calculation = xlCalculationManual And Application.CalculationState <> xlDone Then Refuse "Cells wait to be calculated, for Excel is set to calculate by hand: press F9 first."
End Sub

Private Sub RefuseProtected(ByVal book As Workbook, ByVal olds As Variant)
    Dim i As Long
    For i = 0 To UBound(olds)
        If book.Worksheets(olds(i)).ProtectContents Then Refuse "The sheet " & olds(i) & " of the report is protected: unprotect it first (Review, Unprotect Sheet)."
    Next i
End Sub

' The older sheets make room by their names, and are deleted when the new ones are all there; what is to be said of it.
Private Function PutIn(ByVal book As Workbook, ByVal file As String, ByVal sheets As Variant, ByVal olds As Variant, ByVal asides As Variant) As String
    Dim made As Workbook, wasSaved As Boolean, front As String, failure As String, renamed As Long, after As Object, hidden As String
    wasSaved = book.Saved
    front = book.ActiveSheet.Name
    On Error GoTo failed
    Set made = Application.Workbooks.Open(Filename:=file, UpdateLinks:=0, ReadOnly:=True, AddToMru:=False)
    Set after = LastOf(book, olds)
    SetAside book, olds, asides, renamed
    hidden = HiddenOf(made)
    CopyAll made, after
    If PointsTo(book, made.FullName) Then Refuse "its charts would show the numbers of another file"
    made.Close SaveChanges:=False
    Set made = Nothing
    book.Worksheets(sheets(UBound(sheets))).Visible = xlSheetVeryHidden
    Hide book, Split(hidden, "/")
    PutIn = DeleteAside(book, asides)
    Exit Function
failed:
    failure = Err.Description
    On Error GoTo 0
    CloseUnsaved made
    TakeOut book, sheets, olds, asides, renamed
    ShowSheet book, front
    book.Saved = wasSaved
    Refuse "The report was not put into " & book.Name & " (" & failure & "); nothing was changed."
End Function

' The new sheets come after the last of the older ones that can be seen, else after the last sheet that can.
Private Function LastOf(ByVal book As Workbook, ByVal olds As Variant) As Object
    Dim sheet As Object, i As Long
    For Each sheet In book.Sheets
        If sheet.Visible = xlSheetVisible Then Set LastOf = sheet
    Next sheet
    For i = 0 To UBound(olds)
        If book.Worksheets(olds(i)).Visible = xlSheetVisible Then Set LastOf = book.Worksheets(olds(i))
    Next i
End Function

' The sheets that stay hidden, for somebody hid them in the report before.
Private Function HiddenOf(ByVal made As Workbook) As String
    Dim sheet As Worksheet
    For Each sheet In made.Worksheets
        If sheet.Visible = xlSheetHidden Then HiddenOf = HiddenOf & IIf(HiddenOf = "", "", "/") & sheet.Name
    Next sheet
End Function

Private Sub Hide(ByVal book As Workbook, ByVal names As Variant)
    Dim i As Long
    For i = 0 To UBound(names)
        book.Worksheets(names(i)).Visible = xlSheetHidden
    Next i
End Sub

Private Sub SetAside(ByVal book As Workbook, ByVal olds As Variant, ByVal asides As Variant, ByRef renamed As Long)
    Dim i As Long
    For i = 0 To UBound(olds)
        book.Worksheets(olds(i)).Name = asides(i)
        renamed = i + 1
    Next i
End Sub

' All at once, so that charts go on showing the numbers of the sheet that is copied with them. Excel copies no sheet
' that is very hidden, and no group of sheets that has a table in it: as plain cells they look the same.
Private Sub CopyAll(ByVal made As Workbook, ByVal after As Object)
    Dim sheet As Worksheet, i As Long
    For Each sheet In made.Worksheets
        sheet.Visible = xlSheetVisible
        For i = sheet.ListObjects.Count To 1 Step -1
            sheet.ListObjects(i).Unlist
        Next i
    Next sheet
    made.Worksheets.Copy After:=after
End Sub

' Charts that are copied with their numbers show those; no other host than Excel has charts to show it, so it is looked at.
Private Function PointsTo(ByVal book As Workbook, ByVal file As String) As Boolean
    Dim sources As Variant, i As Long
    sources = book.LinkSources(xlExcelLinks)
    If IsEmpty(sources) Then Exit Function
    For i = LBound(sources) To UBound(sources)
        If StrComp(CStr(sources(i)), file, vbTextCompare) = 0 Then PointsTo = True
    Next i
End Function

' From the first that is gone there is no way back: one that cannot be deleted after it stays, and is named.
Private Function DeleteAside(ByVal book As Workbook, ByVal asides As Variant) As String
    Dim i As Long
    For i = 0 To UBound(asides)
        If i > 0 Then On Error Resume Next
        Err.Clear
        book.Worksheets(asides(i)).Visible = xlSheetVisible
        book.Worksheets(asides(i)).Delete
        If Err.Number <> 0 Then DeleteAside = DeleteAside & " The sheet " & asides(i) & " of the earlier report could not be deleted."
    Next i
    On Error GoTo 0
End Function

' Undo: the new sheets out, as far as they came, and the older ones by their own names again.
Private Sub TakeOut(ByVal book As Workbook, ByVal sheets As Variant, ByVal olds As Variant, ByVal asides As Variant, ByRef renamed As Long)
    Dim i As Long
    On Error Resume Next
    For i = 0 To UBound(sheets)
        If Not WasThere(CStr(sheets(i)), olds, renamed) Then book.Worksheets(sheets(i)).Delete
    Next i
    For i = 0 To renamed - 1
        book.Worksheets(asides(i)).Name = olds(i)
    Next i
    renamed = 0
    On Error GoTo 0
End Sub

' Whether a sheet of this name is an older one that was not set aside.
Private Function WasThere(ByVal name As String, ByVal olds As Variant, ByVal renamed As Long) As Boolean
    Dim i As Long
    For i = renamed To UBound(olds)
        If StrComp(olds(i), name, vbTextCompare) = 0 Then WasThere = True
    Next i
End Function

' Selecting one sheet also ends a group of sheets, which copying leaves behind.
Private Sub ShowSheet(ByVal book As Workbook, ByVal name As String)
    On Error Resume Next
    book.Activate
    book.Sheets(name).Select
    On Error GoTo 0
End Sub
