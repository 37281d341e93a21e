Attribute VB_Name = "Answers"
' Every worksheet function ends here: arguments out, values or an Excel error back, the sentence kept for Explain.
Option Explicit
Option Private Module

Private Const MOST_RESULTS As Long = 4000
Private Const MOST_SENTENCES As Long = 4000
Private Const WRONG_VALUE As Long = 2015

Private results As Collection
Private sentences As Collection

Public Sub ForgetResults()
    Set results = New Collection
    Set sentences = New Collection
    ForgetRanges
End Sub

' What a cell shows for a function and its arguments.
Public Function AnswerTo(ByVal name As String, ByVal given As Variant) As Variant
    Dim cell As String, key As String, sent As Variant, raw As Variant
    On Error GoTo failed
    If results Is Nothing Then ForgetResults
    cell = CallingCell()
    sent = Outgoing(name, cell, given, key)
    If Not Known(key, raw) Then
        raw = XLPy.CallUDF("cxcel_addin.hosts.com.call", "call", sent, Nothing, Nothing)
        Keep key, raw
    End If
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

Private Function AddressOfCell(ByVal cell As Range) As String
    AddressOfCell = "[" & cell.Worksheet.Parent.Name & "]" & cell.Worksheet.Name & "!" & cell.Cells(1, 1).Address(False, False)
End Function

' Name, cell and arguments as they are sent; key is "" when a result cannot be told from another by it.
Private Function Outgoing(ByVal name As String, ByVal cell As String, ByVal given As Variant, ByRef key As String) As Variant
    Dim sent() As Variant, i As Long, message As Variant, mark As String, rows As Long, columns As Long, whole As Boolean
    ReDim sent(0 To UBound(given) + 2)
    sent(0) = name
    sent(1) = cell
    key = name
    whole = True
    For i = 0 To UBound(given)
        If TypeName(given(i)) = "Range" Then
            UsedSize given, given(i), rows, columns
            ReadRange given(i), rows, columns, message, mark
            sent(i + 2) = message
        ElseIf IsMissing(given(i)) Then
            sent(i + 2) = given(i)
            mark = "-"
        ElseIf IsArray(given(i)) Then
            sent(i + 2) = given(i)
            mark = ""
        Else
            sent(i + 2) = given(i)
            mark = ScalarMark(given(i))
        End If
        If mark = "" Then whole = False
        key = key & "|" & mark
    Next i
    If Not whole Then key = ""
    Outgoing = sent
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
    If key = "" Then Exit Sub
    If results.Count >= MOST_RESULTS Then Set results = New Collection
    On Error Resume Next
    results.Remove key
    results.Add Array(key, raw), key
    On Error GoTo 0
End Sub

' The values or the error of what came back: first row "CX1", status, rows, columns; then the values.
Private Function Incoming(ByRef raw As Variant, ByVal cell As String) As Variant
    Dim top As Long, left_ As Long, rows As Long, columns As Long, r As Long, c As Long, values() As Variant
    top = LBound(raw, 1)
    left_ = LBound(raw, 2)
    If raw(top, left_) <> "CX1" Then Err.Raise vbObjectError + 514, "CXcel", "the add-in and its Python do not fit together; run cxcel addin install again"
    If raw(top, left_ + 1) <> 0 Then
        Tell cell, CStr(raw(top + 1, left_))
        Incoming = CVErr(CLng(raw(top, left_ + 1)))
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
    If sentence = "" And sentences.Count = 0 Then Exit Sub
    If sentences.Count >= MOST_SENTENCES Then Set sentences = New Collection
    On Error Resume Next
    sentences.Remove cell
    If sentence <> "" Then sentences.Add sentence, cell
    On Error GoTo 0
End Sub
