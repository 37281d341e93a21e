Attribute VB_Name = "Pack"
' A range as one array of bytes; cxcel_addin/hosts/com/wire.py says what it is made of.
Option Explicit
Option Private Module

Private Const HEAD As Long = 16
Private Const MARK As Long = 8
Private Const SMALL_BLANK As Byte = 255
Private Const KIND_BLANK As Byte = 1
Private Const KIND_TEXT As Byte = 2
Private Const KIND_ERROR As Byte = 3
Private Const KIND_FLAG As Byte = 4
Private Const LONG_LONG As Long = 20

Private Type OneNumber
    number As Double
End Type

Private Type EightBytes
    bytes(0 To 7) As Byte
End Type

Private texts() As Byte
Private textEnd As Long
Private textCount As Long

' A two-dimensional array of cells, counted from 1, in the fewest bytes; to be kept under a number unless that is 0.
Public Function Packed(ByRef cells As Variant, ByVal moments As String, ByVal token As Long) As Variant
    Dim message() As Byte, lead As Long, fits As Boolean
    If token <> 0 Then lead = MARK
    If moments = "" Then
        fits = PackSmall(cells, message, lead)
    Else
        lead = lead + MARK + HEAD * UBound(Split(moments, ";"))
    End If
    If Not fits Then PackWide cells, message, lead
    If moments <> "" Then PutMoments message, lead, moments
    If token <> 0 Then PutMark message, 0, "CXK1", token
    Packed = message
End Function

' What stands for a range that the server keeps.
Public Function Reference(ByVal token As Long) As Variant
    Dim message() As Byte
    ReDim message(0 To MARK - 1)
    PutMark message, 0, "CXG1", token
    Reference = message
End Function

' A byte a cell; False at the first cell that is neither blank nor a whole number from 0 to 254.
Private Function PackSmall(ByRef cells As Variant, ByRef message() As Byte, ByVal lead As Long) As Boolean
    Dim r As Long, c As Long, at As Long, number As Double
    ReDim message(0 To lead + HEAD + UBound(cells, 1) * UBound(cells, 2) - 1)
    at = lead + HEAD
    For r = 1 To UBound(cells, 1)
        For c = 1 To UBound(cells, 2)
            Select Case VarType(cells(r, c))
                Case vbDouble
                    number = cells(r, c)
                    If number < 0 Or number > 254 Then Exit Function
                    If number <> Int(number) Then Exit Function
                    message(at) = number
                Case vbEmpty
                    message(at) = SMALL_BLANK
                Case Else
                    Exit Function
            End Select
            at = at + 1
        Next c
    Next r
    PutHead message, lead, "CXS1", cells, 0
    PackSmall = True
End Function

' Eight bytes a cell: the number itself, or a NaN whose low half is a value and whose high half ends in its kind.
Private Sub PackWide(ByRef cells As Variant, ByRef message() As Byte, ByVal lead As Long)
    Dim one As OneNumber, eight As EightBytes, r As Long, c As Long, at As Long
    ReDim message(0 To lead + HEAD + 8 * UBound(cells, 1) * UBound(cells, 2) - 1)
    StartTexts
    at = lead + HEAD
    For r = 1 To UBound(cells, 1)
        For c = 1 To UBound(cells, 2)
            If VarType(cells(r, c)) = vbDouble Then
                one.number = cells(r, c)
                LSet eight = one
                message(at) = eight.bytes(0)
                message(at + 1) = eight.bytes(1)
                message(at + 2) = eight.bytes(2)
                message(at + 3) = eight.bytes(3)
                message(at + 4) = eight.bytes(4)
                message(at + 5) = eight.bytes(5)
                message(at + 6) = eight.bytes(6)
                message(at + 7) = eight.bytes(7)
            Else
                PackOther cells(r, c), message, at
            End If
            at = at + 8
        Next c
    Next r
    AppendTexts message
    PutHead message, lead, "CXP1", cells, IIf(textCount > 0, textEnd, 0)
    Erase texts
End Sub

' Cells hold doubles; other numbers come in an array that a formula or another add-in made.
Private Sub PackOther(ByVal cell As Variant, ByRef message() As Byte, ByVal at As Long)
    Select Case VarType(cell)
        Case vbString
            PutKind message, at, KIND_TEXT, textCount
            AddText CStr(cell)
        Case vbError
            PutKind message, at, KIND_ERROR, CLng(cell)
        Case vbBoolean
            PutKind message, at, KIND_FLAG, IIf(cell, 1, 0)
        Case vbEmpty
            PutKind message, at, KIND_BLANK, 0
        Case vbByte, vbInteger, vbLong, vbSingle, vbCurrency, vbDecimal, vbDate, LONG_LONG
            PutNumber message, at, CDbl(cell)
        Case Else
            Err.Raise vbObjectError + 519, "CXcel", "an array holds a " & TypeName(cell) & ", which no cell can hold"
    End Select
End Sub

Private Sub PutNumber(ByRef message() As Byte, ByVal at As Long, ByVal number As Double)
    Dim one As OneNumber, eight As EightBytes, i As Long
    one.number = number
    LSet eight = one
    For i = 0 To 7
        message(at + i) = eight.bytes(i)
    Next i
End Sub

Private Sub PutKind(ByRef message() As Byte, ByVal at As Long, ByVal kind As Byte, ByVal value As Long)
    PutLong message, at, value
    message(at + 4) = kind
    message(at + 5) = 0
    message(at + 6) = &HF8
    message(at + 7) = &H7F
End Sub

Private Sub PutLong(ByRef target() As Byte, ByVal at As Long, ByVal value As Long)
    target(at) = value And &HFF&
    target(at + 1) = (value \ &H100&) And &HFF&
    target(at + 2) = (value \ &H10000) And &HFF&
    target(at + 3) = (value \ &H1000000) And &HFF&
End Sub

Private Sub PutMark(ByRef message() As Byte, ByVal at As Long, ByVal name As String, ByVal value As Long)
    Dim i As Long
    For i = 1 To 4
        message(at + i - 1) = Asc(Mid$(name, i, 1))
    Next i
    PutLong message, at + 4, value
End Sub

Private Sub PutHead(ByRef message() As Byte, ByVal lead As Long, ByVal name As String, ByRef cells As Variant, ByVal size As Long)
    PutMark message, lead, name, UBound(cells, 1)
    PutLong message, lead + 8, UBound(cells, 2)
    PutLong message, lead + 12, size
End Sub

' The blocks of dates and times stand right before the cells.
Private Sub PutMoments(ByRef message() As Byte, ByVal lead As Long, ByVal moments As String)
    Dim blocks() As String, part() As String, i As Long, k As Long, at As Long
    blocks = Split(moments, ";")
    at = lead - MARK - HEAD * UBound(blocks)
    PutMark message, at, "CXD1", UBound(blocks)
    For i = 0 To UBound(blocks) - 1
        part = Split(blocks(i), ",")
        For k = 0 To 3
            PutLong message, at + MARK + HEAD * i + 4 * k, CLng(part(k))
        Next k
    Next i
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

Private Sub AppendTexts(ByRef message() As Byte)
    Dim at As Long, i As Long
    If textCount = 0 Then Exit Sub
    PutLong texts, 0, textCount
    at = UBound(message) + 1
    ReDim Preserve message(0 To at + textEnd - 1)
    For i = 0 To textEnd - 1
        message(at + i) = texts(i)
    Next i
End Sub
