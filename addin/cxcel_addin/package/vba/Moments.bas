Attribute VB_Name = "Moments"
' Which cells are dates and times. Value2 gives the number alone, and Value makes a Date of no time such as 0:05:30
' (github.com/xlwings/xlwings/issues/86: a time is "a float in any case"), so the number formats are asked. NumberFormat
' has the codes of English whatever the user's language, and is Null where cells differ
' (learn.microsoft.com/office/vba/api/excel.range.numberformat, and .numberformatlocal for the language).
Option Explicit
Option Private Module

Private Const IS_TIME As Long = 1
Private Const IS_DATE As Long = 2
Private Const A_YEAR As Double = 366
' Value2 of a date counted from 1904 is four years and a day less (support.microsoft.com/kb/157035).
Private Const UP_TO_1904 As Double = 1462
' Looks at formats before a range is refused: one that changes its format in every other row costs a look a row.
Private Const MOST_LOOKS As Long = 20000

Private looks As Long

' Blocks of cells that are shown as dates or times, as "row,column,rows,columns,kind;" each, counted from 0.
Public Function MomentsIn(ByVal block As Range) As String
    Dim code As Variant, c As Long
    looks = 0
    code = block.NumberFormat
    If Not IsNull(code) Then
        MomentsIn = Moment(CStr(code), 0, 0, block)
        Exit Function
    End If
    For c = 1 To block.Columns.Count
        MomentsIn = MomentsIn & InColumn(block.Columns(c), 0, c - 1)
    Next c
End Function

' Null means that the cells differ: then the header is looked at alone, and what is below in halves.
Private Function InColumn(ByVal part As Range, ByVal top As Long, ByVal column As Long) As String
    Dim code As Variant, upper As Long
    looks = looks + 1
    If looks > MOST_LOOKS Then
        Err.Raise vbObjectError + 521, "CXcel", "a column changes between dates and numbers too often; give its cells one number format"
    End If
    code = part.NumberFormat
    If Not IsNull(code) Then
        InColumn = Moment(CStr(code), top, column, part)
        Exit Function
    End If
    upper = 1
    If top > 0 Then upper = part.Rows.Count \ 2
    InColumn = InColumn(part.Resize(upper, 1), top, column)
    InColumn = InColumn & InColumn(part.Offset(upper, 0).Resize(part.Rows.Count - upper, 1), top + upper, column)
End Function

Private Function Moment(ByVal code As String, ByVal top As Long, ByVal column As Long, ByVal part As Range) As String
    Dim kind As Long
    kind = KindOfFormat(code)
    If kind > 0 Then Moment = top & "," & column & "," & part.Rows.Count & "," & part.Columns.Count & "," & kind & ";"
End Function

' 2 for a format with days, months or years, 1 for one of hours, minutes and seconds alone, 0 for any other.
Public Function KindOfFormat(ByVal code As String) As Long
    Dim letters As String
    If code = "General" Or code = "@" Then Exit Function
    letters = LettersOf(LCase$(code))
    If InStr(letters, "d") > 0 Or InStr(letters, "y") > 0 Or InStr(letters, "mmm") > 0 Then
        KindOfFormat = IS_DATE
    ElseIf InStr(letters, "h") > 0 Or InStr(letters, "s") > 0 Then
        KindOfFormat = IS_TIME
    ElseIf InStr(letters, "m") > 0 Then
        KindOfFormat = IS_DATE
    End If
End Function

' The letters of a format that stand for parts of a date or time; [h] is one of them, other brackets are not.
Private Function LettersOf(ByVal code As String) As String
    Dim i As Long, last As Long
    i = 1
    Do While i <= Len(code)
        Select Case Mid$(code, i, 1)
            Case """"
                last = InStr(i + 1, code, """")
                If last = 0 Then Exit Do
                i = last
            Case "\", "_", "*"
                i = i + 1
            Case "["
                last = InStr(i, code, "]")
                If last = 0 Then Exit Do
                If IsElapsed(Mid$(code, i + 1, last - i - 1)) Then LettersOf = LettersOf & "h"
                i = last
            Case "a"
                If Mid$(code, i, 5) = "am/pm" Then i = i + 4
            Case "d", "m", "y", "h", "s"
                LettersOf = LettersOf & Mid$(code, i, 1)
        End Select
        i = i + 1
    Loop
End Function

Private Function IsElapsed(ByVal inside As String) As Boolean
    If inside = "" Then Exit Function
    If InStr("hms", Left$(inside, 1)) > 0 Then IsElapsed = inside = String$(Len(inside), Left$(inside, 1))
End Function

' Dates of a workbook that counts from 1904, as those of all others; a duration is the same in both.
Public Sub CountFrom1900(ByRef cells As Variant, ByVal moments As String)
    Dim one As Variant, part As Variant, r As Long, c As Long
    For Each one In Split(moments, ";")
        If one <> "" Then
            part = Split(one, ",")
            For c = CLng(part(1)) + 1 To CLng(part(1)) + CLng(part(3))
                For r = CLng(part(0)) + 1 To CLng(part(0)) + CLng(part(2))
                    If VarType(cells(r, c)) = vbDouble Then
                        If CLng(part(4)) = IS_DATE Or cells(r, c) >= A_YEAR Then cells(r, c) = cells(r, c) + UP_TO_1904
                    End If
                Next r
            Next c
        End If
    Next one
End Sub
