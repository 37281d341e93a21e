Attribute VB_Name = "Catalogue"
' What the sheet _IntelliSense_ says about our functions: names, texts, arguments, categories.
Option Explicit
Option Private Module

Private Const NAME_COLUMN As Long = 1
Private Const TEXT_COLUMN As Long = 2
Private Const FIRST_ARGUMENT As Long = 4
Private Const CATEGORY_COLUMN As Long = 25
Private Const MOST_SHOWN As Long = 12
Private Const IN_NAMES As String = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_."

Private known As Collection

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
    CallsOurs = CalledNames(formula).Count > 0
End Function

' Functions of ours that a formula calls and its workbook defines a name for, which Excel then takes; "" when none.
Public Function TakenNames(ByVal cell As Range) As String
    Dim name As Variant, one As Object, book As Object
    If Not cell.HasFormula Then Exit Function
    Set book = cell.Worksheet.Parent
    For Each name In CalledNames(cell.Formula)
        For Each one In book.Names
            If StrComp(Mid$(one.Name, InStr(one.Name, "!") + 1), name, vbTextCompare) = 0 Then
                If InStr(", " & TakenNames & ", ", ", " & name & ", ") = 0 Then TakenNames = TakenNames & IIf(TakenNames = "", "", ", ") & name
            End If
        Next one
    Next name
End Function

' The names of ours that stand before a bracket, outside texts and names of sheets.
Private Function CalledNames(ByVal formula As String) As Collection
    Dim code As String, at As Long, first As Long, name As String
    Set CalledNames = New Collection
    code = UCase$(WithoutQuoted(WithoutQuoted(formula, """"), "'"))
    at = InStr(code, "(")
    Do While at > 0
        first = at
        Do While first > 1
            If InStr(IN_NAMES, Mid$(code, first - 1, 1)) = 0 Then Exit Do
            first = first - 1
        Loop
        name = Mid$(code, first, at - first)
        If IsFunction(name) Then CalledNames.Add name
        at = InStr(at + 1, code, "(")
    Loop
End Function

' Every second part between quotes is what is quoted; a doubled quote within opens and closes at once.
Private Function WithoutQuoted(ByVal formula As String, ByVal quote As String) As String
    Dim parts() As String, i As Long
    parts = Split(formula, quote)
    For i = 0 To UBound(parts) Step 2
        WithoutQuoted = WithoutQuoted & parts(i)
    Next i
End Function

Private Function IsFunction(ByVal name As String) As Boolean
    Dim found As String
    If name = "" Then Exit Function
    If known Is Nothing Then ReadNames
    On Error Resume Next
    found = known(name)
    On Error GoTo 0
    IsFunction = found <> ""
End Function

Private Sub ReadNames()
    Dim sheet As Worksheet, r As Long, name As String
    Set sheet = ThisWorkbook.Worksheets("_IntelliSense_")
    Set known = New Collection
    r = 2
    name = sheet.Cells(r, NAME_COLUMN).Value2
    Do While name <> ""
        known.Add name, name
        r = r + 1
        name = sheet.Cells(r, NAME_COLUMN).Value2
    Loop
End Sub

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
