Attribute VB_Name = "Answers"
' Every worksheet function ends here: arguments out, values or an Excel error back, the sentence kept for Explain.
Option Explicit
Option Private Module

Private Const CALLS As String = "cxcel_addin.hosts.com.call"
Private Const MOST_RESULTS As Long = 4000
Private Const MOST_CELLS As Long = 400000
Private Const MOST_SENTENCES As Long = 4000
Private Const WRONG_VALUE As Long = 2015
Private Const SEND_AGAIN As Long = -1
Private Const NOT_TO_KEEP As Long = -2

Private results As Collection
Private resultCells As Double
Private sentences As Collection

' Forget what this side knows, because Refresh was pressed or nothing is known yet.
Public Sub ForgetResults()
    Set results = New Collection
    Set sentences = New Collection
    resultCells = 0
    ForgetRanges
    TryAgain
End Sub

' What a cell shows for a function and its arguments.
Public Function AnswerTo(ByVal name As String, ByVal given As Variant) As Variant
    Dim cell As String, raw As Variant
    On Error GoTo failed
    If results Is Nothing Then ForgetResults
    cell = CallingCell()
    raw = Asked(name & DateSystem(), cell, given)
    AnswerTo = Incoming(raw, cell)
    Exit Function
failed:
    Tell cell, name & ": " & Err.Description
    AnswerTo = CVErr(WRONG_VALUE)
End Function

' The sentence kept for a cell, "" where there is none.
Public Function SentenceOf(ByVal cell As Range) As String
    Dim key As String
    key = AddressOfCell(cell)
    If sentences Is Nothing Then Exit Function
    On Error Resume Next
    SentenceOf = sentences(key)
    On Error GoTo 0
End Function

' The arguments of a function that takes any number of them, in one array.
Public Function Joined(ByVal first As Variant, ByVal more As Variant) As Variant
    Dim all_() As Variant, i As Long, count As Long
    count = UBound(first) - LBound(first) + 1
    If UBound(more) >= LBound(more) Then count = count + UBound(more) - LBound(more) + 1
    ReDim all_(0 To count - 1)
    count = 0
    For i = LBound(first) To UBound(first)
        PutInto all_, count, first(i)
    Next i
    For i = LBound(more) To UBound(more)
        PutInto all_, count, more(i)
    Next i
    Joined = all_
End Function

Private Sub PutInto(ByRef target() As Variant, ByRef count As Long, ByVal value As Variant)
    If IsObject(value) Then
        Set target(count) = value
    Else
        target(count) = value
    End If
    count = count + 1
End Sub

Private Function CallingCell() As String
    If TypeName(Application.Caller) = "Range" Then CallingCell = AddressOfCell(Application.Caller)
End Function

' What tells the server that dates go back as this workbook counts them.
Private Function DateSystem() As String
    Dim book As Object
    If TypeName(Application.Caller) <> "Range" Then Exit Function
    Set book = Application.Caller.Worksheet.Parent
    If book.Date1904 Then DateSystem = "@1904"
End Function

Private Function AddressOfCell(ByVal cell As Range) As String
    AddressOfCell = "[" & cell.Worksheet.Parent.Name & "]" & cell.Worksheet.Name & "!" & cell.Cells(1, 1).Address(False, False)
End Function

' What came back for a question, from memory where it was asked before. A range that the server does not have any more
' is sent again, once.
Private Function Asked(ByVal name As String, ByVal cell As String, ByVal given As Variant) As Variant
    Dim sent As Variant, key As String, tokens As Variant, raw As Variant, status As Long
    sent = Outgoing(name, cell, given, key, tokens)
    If Not Known(key, raw) Then
        raw = CallPython(CALLS, "call", sent)
        If StatusOf(raw) = SEND_AGAIN Then
            ForgetSent
            sent = Outgoing(name, cell, given, key, tokens)
            raw = CallPython(CALLS, "call", sent)
        End If
        status = StatusOf(raw)
        If status <> SEND_AGAIN And status <> NOT_TO_KEEP Then
            RangesArrived tokens
            Keep key, raw
        End If
    End If
    Asked = raw
End Function

' Name, cell and arguments as they are sent; key is "" when a result cannot be told from another by it, or when a text
' may name a source, whose rows change without a cell that does. The folder of the workbook goes with such a text.
Private Function Outgoing(ByVal name As String, ByVal cell As String, ByVal given As Variant, ByRef key As String, ByRef tokens As Variant) As Variant
    Dim sent() As Variant, numbers() As Long, i As Long, mark As String, whole As Boolean, one As Variant, token As Long, asksSource As Boolean
    ReDim sent(0 To UBound(given) + 2)
    ReDim numbers(0 To UBound(given) + 1)
    sent(0) = name
    sent(1) = cell
    key = name
    whole = True
    For i = 0 To UBound(given)
        mark = OneArgument(given, i, one, token)
        sent(i + 2) = one
        numbers(i) = token
        If mark = "" Then whole = False
        If MayNameSource(one) Then asksSource = True
        key = key & "|" & mark
    Next i
    If asksSource Then
        sent(0) = name & "|" & CallingFolder()
        whole = False
    End If
    If Not whole Then key = ""
    tokens = numbers
    Outgoing = sent
End Function

Private Function MayNameSource(ByRef value As Variant) As Boolean
    If VarType(value) = vbString Then MayNameSource = InStr(value, ":") > 0
End Function

' Where the workbook of the calling cell lies, "" when it was never saved.
Private Function CallingFolder() As String
    Dim book As Object
    If TypeName(Application.Caller) <> "Range" Then Exit Function
    Set book = Application.Caller.Worksheet.Parent
    CallingFolder = book.Path
End Function

' One argument as it is sent; the answer is what stands for it in a key.
Private Function OneArgument(ByVal given As Variant, ByVal i As Long, ByRef sent As Variant, ByRef token As Long) As String
    Dim rows As Long, columns As Long, mark As String
    token = 0
    If TypeName(given(i)) = "Range" Then
        UsedSize given, given(i), rows, columns
        ReadRange given(i), rows, columns, sent, mark, token
        OneArgument = mark
    ElseIf IsMissing(given(i)) Then
        sent = given(i)
        OneArgument = "-"
    ElseIf IsArray(given(i)) Then
        sent = ArrayMessage(given(i), "")
    Else
        sent = given(i)
        OneArgument = ScalarMark(given(i))
    End If
End Function

' Collections do not tell capitals from small letters, so the whole key is kept beside the result and compared.
Private Function Known(ByVal key As String, ByRef raw As Variant) As Boolean
    Dim kept As Variant
    If key = "" Then Exit Function
    On Error Resume Next
    kept = results(key)
    On Error GoTo 0
    If Not IsArray(kept) Then Exit Function
    If kept(0) = key Then
        raw = kept(1)
        Known = True
    End If
End Function

Private Sub Keep(ByVal key As String, ByRef raw As Variant)
    Dim size As Double
    If key = "" Then Exit Sub
    size = CDbl(UBound(raw, 1) + 1) * (UBound(raw, 2) + 1)
    If size > MOST_CELLS / 4 Then Exit Sub
    If results.Count >= MOST_RESULTS Or resultCells + size > MOST_CELLS Then
        Set results = New Collection
        resultCells = 0
    End If
    resultCells = resultCells + size
    On Error Resume Next
    results.Remove key
    results.Add Array(key, raw), key
    On Error GoTo 0
End Sub

Private Function StatusOf(ByRef raw As Variant) As Long
    If raw(LBound(raw, 1), LBound(raw, 2)) <> "CX1" Then
        Err.Raise vbObjectError + 514, "CXcel", "the add-in and its Python do not fit together; run cxcel addin install again"
    End If
    StatusOf = CLng(raw(LBound(raw, 1), LBound(raw, 2) + 1))
End Function

' The values or the error of what came back: first row "CX1", status, rows, columns; then the values.
Private Function Incoming(ByRef raw As Variant, ByVal cell As String) As Variant
    Dim top As Long, left_ As Long, rows As Long, columns As Long, r As Long, c As Long, values() As Variant
    top = LBound(raw, 1)
    left_ = LBound(raw, 2)
    If StatusOf(raw) <> 0 Then
        Tell cell, CStr(raw(top + 1, left_))
        Incoming = CVErr(IIf(StatusOf(raw) > 0, StatusOf(raw), WRONG_VALUE))
        Exit Function
    End If
    Tell cell, ""
    rows = CLng(raw(top, left_ + 2))
    columns = CLng(raw(top, left_ + 3))
    If rows = 1 And columns = 1 Then
        Incoming = raw(top + 1, left_)
        Exit Function
    End If
    ReDim values(1 To rows, 1 To columns)
    For r = 1 To rows
        For c = 1 To columns
            values(r, c) = raw(top + r, left_ + c - 1)
        Next c
    Next r
    Incoming = values
End Function

Private Sub Tell(ByVal cell As String, ByVal sentence As String)
    If cell = "" Then Exit Sub
    If sentences Is Nothing Then Exit Sub
    If sentence = "" And sentences.Count = 0 Then Exit Sub
    If sentences.Count >= MOST_SENTENCES Then Set sentences = New Collection
    On Error Resume Next
    sentences.Remove cell
    If sentence <> "" Then sentences.Add sentence, cell
    On Error GoTo 0
End Sub
