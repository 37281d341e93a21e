Attribute VB_Name = "Lacking"
' What LibreOffice's Basic lacks of Excel's, and the server, which is an object from outside.
Option Explicit

' What stands for an argument that is left out: LibreOffice lets no missing value be copied, and calls no function that
' has a gap between its arguments, so there the formula says it in these words.
Public Const GAP As String = "(left out)"
Private Const FAILED_FORMULAS As Long = 4

Private server As Object
Private pipe As Object
Private writer As Object

' LSet of a number to its eight bytes: LibreOffice's own streams write it into a pipe, the highest byte first.
Public Sub UseServer(ByVal given As Object)
    Set server = given
    Set pipe = CreateUnoService("com.sun.star.io.Pipe")
    Set writer = CreateUnoService("com.sun.star.io.DataOutputStream")
    writer.setOutputStream pipe
    CheckPipe
End Sub

' A pipe that gives other bytes than it was given would show as #VALUE! in every packed call: it is said at once.
Private Sub CheckPipe()
    Dim bytes As Variant
    bytes = Array()
    writer.writeDouble 1
    pipe.readBytes bytes, 8
    If (bytes(0) And 255) <> 63 Or (bytes(1) And 255) <> 240 Or bytes(7) <> 0 Then Err.Raise 5, "Lacking", "the pipe gives other bytes than it was given"
End Sub

' LoadLibraryW: the library is there.
Public Function Loaded_(ByVal path As String) As Long
    Loaded_ = Len(path)
End Function

' XLPyDLLActivateAuto: a new object each time a server is started.
Public Function Activated(ByRef result As Variant, ByVal command As String, ByVal mode As Long) As Long
    Dim python As XLPython
    Activated = server.Activate(command)
    Set python = New XLPython
    python.UseServer server
    Set result = python
End Function

' Application.Caller: the cell or block that is being entered.
Public Function CallerNow() As Variant
    Dim place As Variant
    If server Is Nothing Then Exit Function
    place = server.Caller()
    If place(0) = "" Then Exit Function
    Set CallerNow = ThisWorkbook.Worksheets(place(0)).Range(place(1))
End Function

' Range.Value2: LibreOffice has Value, which gives dates as numbers, too, and a number for an error.
Public Function ValuesOf(ByVal block As Range) As Variant
    Dim values As Variant, failed As Object, found As Object, cell As Object, area As Object
    values = block.Value
    Set area = block.CellRange
    Set failed = area.queryFormulaCells(FAILED_FORMULAS)
    If failed.Count > 0 Then
        If Not IsArray(values) Then
            values = CVErr(ExcelNumber(failed.getByIndex(0).getCellByPosition(0, 0).getError()))
        Else
            Set found = failed.Cells.createEnumeration()
            Do While found.hasMoreElements()
                Set cell = found.nextElement()
                values(cell.CellAddress.Row - area.RangeAddress.StartRow + 1, cell.CellAddress.Column - area.RangeAddress.StartColumn + 1) = CVErr(ExcelNumber(cell.getError()))
            Loop
        End If
    End If
    ValuesOf = values
End Function

' Workbook.Date1904.
Public Function CountsFrom1904(ByVal book As Object) As Boolean
    CountsFrom1904 = server.CountsFrom1904(book.Name)
End Function

' Range.HasArray.
Public Function IsOfArray(ByVal block As Range) As Boolean
    IsOfArray = block.CellRange.ArrayFormula <> ""
End Function

' A worksheet function's result: LibreOffice writes CVErr as text, but takes a NaN for the error in its low half.
Public Function AsCell(ByVal value As Variant) As Variant
    If IsError(value) Then
        AsCell = server.Failed(CLng(value))
    Else
        AsCell = value
    End If
End Function

' An item of a Collection: only one of a procedure's own gives it as it was put in.
Public Function ItemOf(ByVal given As Collection, ByVal key As Variant) As Variant
    Dim own As Collection
    Set own = given
    ItemOf = own(key)
End Function

Private Function ExcelNumber(ByVal code As Long) As Long
    ExcelNumber = server.ExcelNumber(code)
End Function
