Attribute VB_Name = "Ranges"
' What of a range is sent, and which contents were seen before.
Option Explicit
Option Private Module

Private Const FEW As Long = 256
Private Const WORTH_HOLDING As Long = 64
Private Const MOST_HELD As Long = 100000
Private Const SLOTS As Long = 24

Private heldAddresses(1 To SLOTS) As String
Private heldTokens(1 To SLOTS) As Long
Private heldValues(1 To SLOTS) As Variant
Private heldMessages(1 To SLOTS) As Variant
Private nextSlot As Long
Private lastToken As Long

Public Sub ForgetRanges()
    Dim i As Long
    For i = 1 To SLOTS
        heldAddresses(i) = ""
        heldValues(i) = Empty
        heldMessages(i) = Empty
    Next i
    nextSlot = 0
End Sub

' The last row and column that hold anything, counted from the range's own corner; ranges of one size stay of one size.
Public Sub UsedSize(ByVal given As Variant, ByVal like_ As Range, ByRef rows As Long, ByRef columns As Long)
    Dim i As Long, block As Range, used As Range, bottom As Long, edge As Long
    rows = 1
    columns = 1
    For i = LBound(given) To UBound(given)
        If TypeName(given(i)) = "Range" Then
            Set block = given(i)
            If block.rows.Count = like_.rows.Count And block.columns.Count = like_.columns.Count Then
                Set used = block.Worksheet.UsedRange
                bottom = used.Row + used.rows.Count - block.Row
                edge = used.Column + used.columns.Count - block.Column
                If bottom > rows Then rows = bottom
                If edge > columns Then columns = edge
            End If
        End If
    Next i
    If rows > like_.rows.Count Then rows = like_.rows.Count
    If columns > like_.columns.Count Then columns = like_.columns.Count
End Sub

' One argument as it is sent, and what stands for its contents in a key ("" when nothing does).
Public Sub ReadRange(ByVal block As Range, ByVal rows As Long, ByVal columns As Long, ByRef message As Variant, ByRef mark As String)
    Dim values As Variant, slot As Long, size As Double
    If block.Areas.Count > 1 Then Err.Raise vbObjectError + 513, "CXcel", "a range must be one block of cells, not several"
    values = block.Cells(1, 1).Resize(rows, columns).Value2
    If Not IsArray(values) Then
        message = values
        mark = ScalarMark(values)
        Exit Sub
    End If
    size = CDbl(rows) * columns
    If size < WORTH_HOLDING Or size > MOST_HELD Then
        mark = ""
        message = Message2(values)
        Exit Sub
    End If
    slot = SlotOf(block.Worksheet.Parent.Name & "|" & block.Worksheet.Name & "|" & block.address & "|" & rows)
    If Not SameCells(heldValues(slot), values) Then
        lastToken = lastToken + 1
        heldTokens(slot) = lastToken
        heldValues(slot) = values
        heldMessages(slot) = Message2(values)
    End If
    message = heldMessages(slot)
    mark = "t" & heldTokens(slot)
End Sub

' What stands for a single value in a key.
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
        Case vbDouble, vbSingle, vbLong, vbInteger
            ScalarMark = "n" & value
        Case Else
            ScalarMark = ""
    End Select
End Function

' Cells as they are sent: packed where that is worth it.
Public Function Message2(ByRef values As Variant) As Variant
    Dim packed() As Byte
    If MustPack(values, FEW) Then
        PackCells values, packed
        Message2 = packed
    Else
        Message2 = values
    End If
End Function

Private Function SlotOf(ByVal address As String) As Long
    Dim i As Long
    For i = 1 To SLOTS
        If heldAddresses(i) = address Then
            SlotOf = i
            Exit Function
        End If
    Next i
    nextSlot = nextSlot Mod SLOTS + 1
    heldAddresses(nextSlot) = address
    heldValues(nextSlot) = Empty
    SlotOf = nextSlot
End Function

Private Function SameCells(ByRef kept As Variant, ByRef values As Variant) As Boolean
    Dim r As Long, c As Long
    If Not IsArray(kept) Then Exit Function
    If UBound(kept, 1) <> UBound(values, 1) Or UBound(kept, 2) <> UBound(values, 2) Then Exit Function
    For c = LBound(values, 2) To UBound(values, 2)
        For r = LBound(values, 1) To UBound(values, 1)
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
