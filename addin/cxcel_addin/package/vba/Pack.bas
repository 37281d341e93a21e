Attribute VB_Name = "Pack"
' A range as one array of bytes: "CXP1", rows, columns, bytes of the text table, the cells as float64, the texts.
' What is no number is a NaN whose low half is a value and whose high half ends in its kind.
Option Explicit
Option Private Module

Private Const HEAD As Long = 16
Private Const KIND_BLANK As Byte = 1
Private Const KIND_TEXT As Byte = 2
Private Const KIND_ERROR As Byte = 3
Private Const KIND_FLAG As Byte = 4

Private Type OneNumber
    number As Double
End Type

Private Type EightBytes
    bytes(0 To 7) As Byte
End Type

Private texts() As Byte
Private textEnd As Long
Private textCount As Long

' Whether an array of cells must be packed: COM loses errors, and every number of a long column costs it.
Public Function MustPack(ByRef cells As Variant, ByVal few As Long) As Boolean
    Dim r As Long, c As Long, many As Boolean
    many = (UBound(cells, 1) - LBound(cells, 1) + 1) > few \ (UBound(cells, 2) - LBound(cells, 2) + 1)
    For r = LBound(cells, 1) To UBound(cells, 1)
        For c = LBound(cells, 2) To UBound(cells, 2)
            Select Case VarType(cells(r, c))
                Case vbError
                    MustPack = True
                    Exit Function
                Case vbString, vbEmpty
                Case Else
                    If many Then
                        MustPack = True
                        Exit Function
                    End If
            End Select
        Next c
    Next r
End Function

' Pack a two-dimensional array as Range.Value2 gives it.
Public Sub PackCells(ByRef cells As Variant, ByRef packed() As Byte)
    Dim one As OneNumber, eight As EightBytes
    Dim rows As Long, columns As Long, r As Long, c As Long, at As Long
    rows = UBound(cells, 1) - LBound(cells, 1) + 1
    columns = UBound(cells, 2) - LBound(cells, 2) + 1
    ReDim packed(0 To HEAD + 8 * rows * columns - 1)
    StartTexts
    at = HEAD
    For r = LBound(cells, 1) To UBound(cells, 1)
        For c = LBound(cells, 2) To UBound(cells, 2)
            If VarType(cells(r, c)) = vbDouble Then
                one.number = cells(r, c)
                LSet eight = one
                packed(at) = eight.bytes(0)
                packed(at + 1) = eight.bytes(1)
                packed(at + 2) = eight.bytes(2)
                packed(at + 3) = eight.bytes(3)
                packed(at + 4) = eight.bytes(4)
                packed(at + 5) = eight.bytes(5)
                packed(at + 6) = eight.bytes(6)
                packed(at + 7) = eight.bytes(7)
            Else
                PackOther cells(r, c), packed, at
            End If
            at = at + 8
        Next c
    Next r
    PutHead packed, rows, columns
End Sub

Private Sub PackOther(ByVal cell As Variant, ByRef packed() As Byte, ByVal at As Long)
    Select Case VarType(cell)
        Case vbString
            PutKind packed, at, KIND_TEXT, textCount
            AddText CStr(cell)
        Case vbError
            PutKind packed, at, KIND_ERROR, CLng(cell)
        Case vbBoolean
            PutKind packed, at, KIND_FLAG, IIf(cell, 1, 0)
        Case Else
            PutKind packed, at, KIND_BLANK, 0
    End Select
End Sub

Private Sub PutKind(ByRef packed() As Byte, ByVal at As Long, ByVal kind As Byte, ByVal value As Long)
    PutLong packed, at, value
    packed(at + 4) = kind
    packed(at + 5) = 0
    packed(at + 6) = &HF8
    packed(at + 7) = &H7F
End Sub

Private Sub PutLong(ByRef target() As Byte, ByVal at As Long, ByVal value As Long)
    target(at) = value And &HFF&
    target(at + 1) = (value \ &H100&) And &HFF&
    target(at + 2) = (value \ &H10000) And &HFF&
    target(at + 3) = (value \ &H1000000) And &HFF&
End Sub

Private Sub PutHead(ByRef packed() As Byte, ByVal rows As Long, ByVal columns As Long)
    Dim at As Long, i As Long
    packed(0) = 67
    packed(1) = 88
    packed(2) = 80
    packed(3) = 49
    PutLong packed, 4, rows
    PutLong packed, 8, columns
    If textCount > 0 Then
        PutLong packed, 12, textEnd
        PutLong texts, 0, textCount
        at = UBound(packed) + 1
        ReDim Preserve packed(0 To at + textEnd - 1)
        For i = 0 To textEnd - 1
            packed(at + i) = texts(i)
        Next i
    Else
        PutLong packed, 12, 0
    End If
    Erase texts
End Sub

Private Sub StartTexts()
    ReDim texts(0 To 4095)
    textCount = 0
    textEnd = 4
End Sub

Private Sub AddText(ByVal text As String)
    Dim code As Long, i As Long, size As Long
    size = 2 * Len(text)
    If textEnd + 4 + size > UBound(texts) Then ReDim Preserve texts(0 To 2 * (textEnd + 4 + size))
    PutLong texts, textEnd, size
    textEnd = textEnd + 4
    For i = 1 To Len(text)
        code = AscW(Mid$(text, i, 1))
        If code < 0 Then code = code + 65536
        texts(textEnd) = code And &HFF&
        texts(textEnd + 1) = code \ &H100&
        textEnd = textEnd + 2
    Next i
    textCount = textCount + 1
End Sub
