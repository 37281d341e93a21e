Attribute VB_Name = "Links"
' Formulas that point to another place of the add-in are pointed to this one, and cells that lost their function get it back.
Option Explicit
Option Private Module

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

Private Function RepointLinks(ByVal book As Workbook) As Long
    Dim sources As Variant, i As Long
    sources = book.LinkSources(xlExcelLinks)
    If IsEmpty(sources) Then Exit Function
    For i = LBound(sources) To UBound(sources)
        If IsOurs(CStr(sources(i))) And StrComp(CStr(sources(i)), ThisWorkbook.FullName, vbTextCompare) <> 0 Then
            book.ChangeLink CStr(sources(i)), ThisWorkbook.FullName, xlLinkTypeExcelLinks
            RepointLinks = RepointLinks + 1
        End If
    Next i
End Function

Private Function IsOurs(ByVal path As String) As Boolean
    Dim file As String
    file = Mid$(path, InStrRev(Replace(path, "/", "\"), "\") + 1)
    IsOurs = StrComp(file, ThisWorkbook.Name, vbTextCompare) = 0
End Function

Private Function EnterAgain(ByVal sheet As Worksheet) As Long
    Dim failed As Range, cell As Range
    On Error Resume Next
    Set failed = sheet.UsedRange.SpecialCells(xlCellTypeFormulas, xlErrors)
    On Error GoTo 0
    If failed Is Nothing Then Exit Function
    For Each cell In failed.Cells
        If NeedsUs(cell) Then
            Reenter cell
            EnterAgain = EnterAgain + 1
        End If
    Next cell
End Function

Private Function NeedsUs(ByVal cell As Range) As Boolean
    If Not IsError(cell.Value2) Then Exit Function
    If CLng(cell.Value2) <> xlErrName Then Exit Function
    NeedsUs = CallsOurs(cell.Formula)
End Function

' Formula2 keeps spilling; an Excel without it has Formula and arrays of a fixed size.
Private Sub Reenter(ByVal cell As Range)
    Dim block As Range
    If cell.HasArray Then
        Set block = cell.CurrentArray
        block.FormulaArray = block.FormulaArray
        Exit Sub
    End If
    On Error GoTo older
    cell.Formula2 = cell.Formula2
    Exit Sub
older:
    cell.Formula = cell.Formula
End Sub
