Attribute VB_Name = "Links"
' Formulas that point to another place of the add-in are pointed to this one, and cells that lost their function get it
' back by being entered again, letter for letter. Protected sheets are left alone.
Option Explicit
Option Private Module

Private Const NO_SUCH_MEMBER As Long = 438

' Mend all open workbooks; how many links and cells were mended.
Public Function RepairAll() As Long
    Dim book As Workbook
    For Each book In Application.Workbooks
        RepairAll = RepairAll + RepairBook(book)
    Next book
End Function

' Mend one workbook; how many links and cells were mended.
Public Function RepairBook(ByVal book As Workbook) As Long
    Dim sheet As Worksheet
    If book.Name = ThisWorkbook.Name Then Exit Function
    RepairBook = RepointLinks(book)
    For Each sheet In book.Worksheets
        If Not sheet.ProtectContents Then RepairBook = RepairBook + EnterAgain(sheet)
    Next sheet
End Function

' Whether a workbook has formulas that point to the add-in.
Public Function UsesAddin(ByVal book As Workbook) As Boolean
    Dim sources As Variant, i As Long
    sources = book.LinkSources(xlExcelLinks)
    If IsEmpty(sources) Then Exit Function
    For i = LBound(sources) To UBound(sources)
        If IsOurs(CStr(sources(i))) Then UsesAddin = True
    Next i
End Function

' Excel changes a link on all sheets or on none: with a protected sheet it refuses.
Private Function RepointLinks(ByVal book As Workbook) As Long
    Dim sources As Variant, i As Long
    sources = book.LinkSources(xlExcelLinks)
    If IsEmpty(sources) Then Exit Function
    On Error Resume Next
    For i = LBound(sources) To UBound(sources)
        If IsOurs(CStr(sources(i))) And StrComp(CStr(sources(i)), ThisWorkbook.FullName, vbTextCompare) <> 0 Then
            Err.Clear
            book.ChangeLink CStr(sources(i)), ThisWorkbook.FullName, xlLinkTypeExcelLinks
            If Err.Number = 0 Then RepointLinks = RepointLinks + 1
        End If
    Next i
    On Error GoTo 0
End Function

Private Function IsOurs(ByVal path As String) As Boolean
    Dim file As String
    file = Mid$(path, InStrRev(Replace(path, "/", "\"), "\") + 1)
    IsOurs = StrComp(file, ThisWorkbook.Name, vbTextCompare) = 0
End Function

Private Function EnterAgain(ByVal sheet As Worksheet) As Long
    Dim lost As Collection, cell As Range, mode As Long, events_ As Boolean
    Set lost = CellsWithoutFunction(sheet)
    If lost.Count = 0 Then Exit Function
    mode = Application.Calculation
    events_ = Application.EnableEvents
    On Error GoTo done
    Application.EnableEvents = False
    If lost.Count > 1 Then Application.Calculation = xlCalculationManual
    For Each cell In lost
        If Reenter(cell) Then EnterAgain = EnterAgain + 1
    Next cell
done:
    If Application.Calculation <> mode Then Application.Calculation = mode
    Application.EnableEvents = events_
End Function

' Cells that show #NAME? and call one of our functions; of an array formula its first cell.
Private Function CellsWithoutFunction(ByVal sheet As Worksheet) As Collection
    Dim failed As Range, cell As Range
    Set CellsWithoutFunction = New Collection
    On Error Resume Next
    Set failed = sheet.UsedRange.SpecialCells(xlCellTypeFormulas, xlErrors)
    On Error GoTo 0
    If failed Is Nothing Then Exit Function
    For Each cell In failed.Cells
        If NeedsUs(cell) Then CellsWithoutFunction.Add cell
    Next cell
End Function

Private Function NeedsUs(ByVal cell As Range) As Boolean
    If Not IsError(cell.Value2) Then Exit Function
    If CLng(cell.Value2) <> xlErrName Then Exit Function
    If cell.HasArray Then
        If cell.Address <> cell.CurrentArray.Cells(1, 1).Address Then Exit Function
    End If
    NeedsUs = CallsOurs(cell.Formula)
End Function

' Whether the cell was entered again. Formula2 keeps spilling; an Excel before it has no such member, so it is asked for
' while running. FormulaArray takes 255 characters: a longer array formula stays as it is.
Private Function Reenter(ByVal cell As Range) As Boolean
    Dim anyExcel As Object
    Set anyExcel = cell
    On Error Resume Next
    If cell.HasArray Then
        cell.CurrentArray.FormulaArray = cell.FormulaArray
    Else
        anyExcel.Formula2 = anyExcel.Formula2
        If Err.Number = NO_SUCH_MEMBER Then
            Err.Clear
            cell.Formula = cell.Formula
        End If
    End If
    Reenter = Err.Number = 0
    On Error GoTo 0
End Function
