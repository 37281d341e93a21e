Attribute VB_Name = "Catalogue"
' What the sheet _IntelliSense_ says about our functions: names, texts, arguments, categories.
Option Explicit
Option Private Module

Private Const NAME_COLUMN As Long = 1
Private Const TEXT_COLUMN As Long = 2
Private Const FIRST_ARGUMENT As Long = 4
Private Const CATEGORY_COLUMN As Long = 25
Private Const MOST_SHOWN As Long = 12

' Tell Excel's function wizard about every function.
Public Sub RegisterFunctions()
    Dim sheet As Worksheet, r As Long
    Set sheet = ThisWorkbook.Worksheets("_IntelliSense_")
    r = 2
    Do While sheet.Cells(r, NAME_COLUMN).Value2 <> ""
        RegisterOne sheet, r
        r = r + 1
    Loop
End Sub

Private Sub RegisterOne(ByVal sheet As Worksheet, ByVal r As Long)
    Dim helps() As String, count As Long
    Do While sheet.Cells(r, FIRST_ARGUMENT + 2 * count).Value2 <> ""
        ReDim Preserve helps(0 To count)
        helps(count) = sheet.Cells(r, FIRST_ARGUMENT + 2 * count + 1).Value2
        count = count + 1
    Loop
    Application.MacroOptions Macro:=sheet.Cells(r, NAME_COLUMN).Value2, Description:=sheet.Cells(r, TEXT_COLUMN).Value2, Category:=sheet.Cells(r, CATEGORY_COLUMN).Value2, ArgumentDescriptions:=helps
End Sub

' Whether a formula calls one of our functions.
Public Function CallsOurs(ByVal formula As String) As Boolean
    Dim sheet As Worksheet, r As Long, at As Long, name As String, upper As String
    Set sheet = ThisWorkbook.Worksheets("_IntelliSense_")
    upper = UCase$(formula)
    r = 2
    name = sheet.Cells(r, NAME_COLUMN).Value2
    Do While name <> ""
        at = InStr(1, upper, name & "(", vbBinaryCompare)
        If at > 1 Then
            If InStr("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.", Mid$(upper, at - 1, 1)) = 0 Then
                CallsOurs = True
                Exit Function
            End If
        End If
        r = r + 1
        name = sheet.Cells(r, NAME_COLUMN).Value2
    Loop
End Function

' Functions whose name or text has a word in it, one a line with its arguments; found is how many.
Public Function Search(ByVal word As String, ByRef found As Long, ByRef only As String) As String
    Dim sheet As Worksheet, r As Long, name As String
    Set sheet = ThisWorkbook.Worksheets("_IntelliSense_")
    found = 0
    only = ""
    r = 2
    name = sheet.Cells(r, NAME_COLUMN).Value2
    Do While name <> ""
        If StrComp(name, word, vbTextCompare) = 0 Then
            found = 1
            only = name
            Search = Usage(sheet, r)
            Exit Function
        End If
        If InStr(1, name & " " & sheet.Cells(r, TEXT_COLUMN).Value2, word, vbTextCompare) > 0 Then
            found = found + 1
            only = name
            If found <= MOST_SHOWN Then Search = Search & Usage(sheet, r) & vbLf
        End If
        r = r + 1
        name = sheet.Cells(r, NAME_COLUMN).Value2
    Loop
    If found > MOST_SHOWN Then Search = Search & "and " & (found - MOST_SHOWN) & " more"
End Function

Private Function Usage(ByVal sheet As Worksheet, ByVal r As Long) As String
    Dim c As Long, arguments As String
    c = FIRST_ARGUMENT
    Do While sheet.Cells(r, c).Value2 <> ""
        If arguments <> "" Then arguments = arguments & ", "
        arguments = arguments & sheet.Cells(r, c).Value2
        c = c + 2
    Loop
    Usage = sheet.Cells(r, NAME_COLUMN).Value2 & "(" & arguments & ")"
End Function
