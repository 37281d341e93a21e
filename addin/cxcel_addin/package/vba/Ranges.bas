Attribute VB_Name = "Ranges"
' What of a range is sent, which contents were seen before, and which of them the server keeps.
'
' A cell that changes tells nobody, so every call reads its ranges and compares them with what was seen. Reckoned at
' some 50 ns for a step over a cell in VBA, 5,000 rows take 0.3 ms to read, 0.3 ms to compare and 1 ms to pack, where the
' plain way over COM was measured at more than 20 ms. 10,000 formulas over the same columns so compare 10,000 times, but
' pack and send each column once, and eight bytes from then on. A million cells are packed in 0.1 to 0.3 s, at one or
' eight bytes each, once for their content as well: what is held is bounded in bytes, the longest unused goes first.
Option Explicit
Option Private Module

' Fewer cells go as COM sends them: eight bytes instead would save nothing.
Private Const WORTH_PACKING As Long = 64
Private Const MOST_HELD As Double = 96000000
Private Const SLOTS As Long = 32
Private Const CELL_SIZE As Double = 24
' Their bytes are counted in a Long.
Private Const MOST_CELLS As Double = 100000000

Private heldAddresses(1 To SLOTS) As String
Private heldMoments(1 To SLOTS) As String
Private heldTokens(1 To SLOTS) As Long
Private heldSizes(1 To SLOTS) As Double
Private heldAges(1 To SLOTS) As Double
Private heldValues(1 To SLOTS) As Variant
Private atServer(1 To SLOTS) As Boolean
Private lastToken As Long
Private clock As Double

Public Sub ForgetRanges()
    Dim i As Long
    For i = 1 To SLOTS
        DropSlot i
    Next i
End Sub

' After a new server was started, or when one has dropped a range.
Public Sub ForgetSent()
    Dim i As Long
    For i = 1 To SLOTS
        atServer(i) = False
    Next i
End Sub

' Ranges that a call has sent and the server has taken.
Public Sub RangesArrived(ByVal tokens As Variant)
    Dim i As Long, k As Long
    For k = LBound(tokens) To UBound(tokens)
        For i = 1 To SLOTS
            If tokens(k) <> 0 And heldTokens(i) = tokens(k) Then atServer(i) = True
        Next i
    Next k
End Sub

' The last row and column that hold anything, counted from the range's own corner. Ranges of one height keep one height,
' and those of one width one width.
Public Sub UsedSize(ByVal given As Variant, ByVal like_ As Range, ByRef rows As Long, ByRef columns As Long)
    Dim i As Long, block As Range, used As Range, reach As Long
    rows = 1
    columns = 1
    For i = LBound(given) To UBound(given)
        If TypeName(given(i)) = "Range" Then
            Set block = given(i)
            Set used = block.Worksheet.UsedRange
            reach = used.Row + used.Rows.Count - block.Row
            If block.Rows.Count = like_.Rows.Count And reach > rows Then rows = reach
            reach = used.Column + used.Columns.Count - block.Column
            If block.Columns.Count = like_.Columns.Count And reach > columns Then columns = reach
        End If
    Next i
    If rows > like_.Rows.Count Then rows = like_.Rows.Count
    If columns > like_.Columns.Count Then columns = like_.Columns.Count
End Sub

' One range as it is sent, what stands for its contents in a key ("" when nothing does), and the number under which
' the server is asked to keep it (0 when it is not).
Public Sub ReadRange(ByVal whole As Range, ByVal rows As Long, ByVal columns As Long, ByRef message As Variant, ByRef mark As String, ByRef token As Long)
    Dim block As Range, values As Variant, moments As String, book As Object
    token = 0
    If whole.Areas.Count > 1 Then Err.Raise vbObjectError + 513, "CXcel", "a range must be one block of cells, not several"
    If CDbl(rows) * columns > MOST_CELLS Then Err.Raise vbObjectError + 513, "CXcel", "a range of more than 100 million used cells is too large; give the columns that are meant"
    Set block = whole.Cells(1, 1).Resize(rows, columns)
    values = block.Value2
    moments = MomentsIn(block)
    If Not IsArray(values) And moments = "" Then
        message = values
        mark = ScalarMark(values)
        Exit Sub
    End If
    If Not IsArray(values) Then values = OneCell(values)
    Set book = block.Worksheet.Parent
    If moments <> "" And book.Date1904 Then CountFrom1900 values, moments
    If CDbl(rows) * columns < WORTH_PACKING Then
        mark = ""
        message = ArrayMessage(values, moments)
    Else
        HeldMessage book.Name & "|" & block.Worksheet.Name & "|" & block.Address, values, moments, message, mark, token
    End If
End Sub

' An array as it is sent; one of a single row may have one dimension only, and goes as it is.
Public Function ArrayMessage(ByRef values As Variant, ByVal moments As String) As Variant
    Dim columns As Long
    On Error Resume Next
    If LBound(values, 1) = 1 And LBound(values, 2) = 1 Then columns = UBound(values, 2)
    On Error GoTo 0
    If columns > 0 And (moments <> "" Or CDbl(UBound(values, 1)) * columns >= WORTH_PACKING) Then
        ArrayMessage = Packed(values, moments, 0)
    Else
        ArrayMessage = values
    End If
End Function

' What stands for a single value in a key: 15 digits and what they leave over, so that no two numbers are one.
Public Function ScalarMark(ByVal value As Variant) As String
    Select Case VarType(value)
        Case vbEmpty
            ScalarMark = "e"
        Case vbError
            ScalarMark = "x" & CLng(value)
        Case vbString
            ScalarMark = "s" & Len(value) & ":" & value
        Case vbBoolean
            ScalarMark = IIf(value, "b1", "b0")
        Case vbDouble
            If Abs(value) < 1E+300 Then ScalarMark = "n" & value & "+" & (value - CDbl(CStr(value)))
    End Select
End Function

Private Function OneCell(ByVal value As Variant) As Variant
    Dim values(1 To 1, 1 To 1) As Variant
    values(1, 1) = value
    OneCell = values
End Function

Private Sub HeldMessage(ByVal address As String, ByRef values As Variant, ByVal moments As String, ByRef message As Variant, ByRef mark As String, ByRef token As Long)
    Dim slot As Long
    slot = SlotOf(address)
    If slot > 0 Then
        If heldMoments(slot) <> moments Then
            DropSlot slot
        ElseIf Not SameCells(heldValues(slot), values) Then
            DropSlot slot
        ElseIf atServer(slot) Then
            token = heldTokens(slot)
            message = Reference(token)
        Else
            token = heldTokens(slot)
            message = Packed(values, moments, token)
        End If
    End If
    If token = 0 Then Hold address, values, moments, message, token
    If token <> 0 Then mark = "t" & token Else mark = ""
End Sub

' A new number for every new content: one that was sent and lost on the way is never taken for another.
Private Sub Hold(ByVal address As String, ByRef values As Variant, ByVal moments As String, ByRef message As Variant, ByRef token As Long)
    Dim size As Double, slot As Long
    message = Packed(values, moments, lastToken + 1)
    size = CELL_SIZE * UBound(values, 1) * UBound(values, 2) + UBound(message) + 1
    If size > MOST_HELD Then
        message = Packed(values, moments, 0)
        Exit Sub
    End If
    lastToken = lastToken + 1
    token = lastToken
    slot = FreeSlot(size)
    clock = clock + 1
    heldAddresses(slot) = address
    heldMoments(slot) = moments
    heldTokens(slot) = token
    heldSizes(slot) = size
    heldAges(slot) = clock
    heldValues(slot) = values
End Sub

Private Function SlotOf(ByVal address As String) As Long
    Dim i As Long
    For i = 1 To SLOTS
        If heldAddresses(i) = address Then
            clock = clock + 1
            heldAges(i) = clock
            SlotOf = i
            Exit Function
        End If
    Next i
End Function

' A slot with room for so many bytes; those that were not used for the longest time give way.
Private Function FreeSlot(ByVal size As Double) As Long
    Dim i As Long, oldest As Long, total As Double
    Do
        total = size
        oldest = 0
        FreeSlot = 0
        For i = 1 To SLOTS
            total = total + heldSizes(i)
            If heldTokens(i) = 0 Then
                FreeSlot = i
            ElseIf oldest = 0 Then
                oldest = i
            ElseIf heldAges(i) < heldAges(oldest) Then
                oldest = i
            End If
        Next i
        If FreeSlot > 0 And total <= MOST_HELD Then Exit Function
        DropSlot oldest
    Loop
End Function

Private Sub DropSlot(ByVal i As Long)
    heldAddresses(i) = ""
    heldMoments(i) = ""
    heldTokens(i) = 0
    heldSizes(i) = 0
    heldAges(i) = 0
    heldValues(i) = Empty
    atServer(i) = False
End Sub

Private Function SameCells(ByRef kept As Variant, ByRef values As Variant) As Boolean
    Dim r As Long, c As Long
    If UBound(kept, 1) <> UBound(values, 1) Or UBound(kept, 2) <> UBound(values, 2) Then Exit Function
    For c = 1 To UBound(values, 2)
        For r = 1 To UBound(values, 1)
            If VarType(kept(r, c)) <> VarType(values(r, c)) Then Exit Function
            If VarType(values(r, c)) = vbError Then
                If CLng(kept(r, c)) <> CLng(values(r, c)) Then Exit Function
            ElseIf kept(r, c) <> values(r, c) Then
                Exit Function
            End If
        Next r
    Next c
    SameCells = True
End Function
