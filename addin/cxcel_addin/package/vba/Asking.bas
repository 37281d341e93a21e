Attribute VB_Name = "Asking"
' What is asked of a cell and of the catalogue, without Python: why an error, and which function.
Option Explicit
Option Private Module

' Why the selected cell shows an error.
Public Function Explanation() As String
    If ActiveCell Is Nothing Then
        Explanation = "Select a cell first."
        Exit Function
    End If
    Explanation = SentenceOf(ActiveCell)
    If Explanation <> "" Then Exit Function
    If Not IsError(ActiveCell.Value2) Then
        Explanation = "This cell shows no error."
    ElseIf CLng(ActiveCell.Value2) = xlErrName Then
        Explanation = "A name in this formula is not known: look for a typing error, or press Refresh where a function of CXcel stands in it."
    Else
        Explanation = "This error comes from cells that the formula uses, or was there before; press Refresh and ask again."
    End If
End Function

' Ask for a word, list what fits, and start the function wizard for the one that is meant.
Public Sub InsertFunction()
    Dim word As String, list As String, found As Long, only As String, question As String
    If ActiveCell Is Nothing Then
        Say "Select a cell first."
        Exit Sub
    End If
    question = "A word of the function's name or description, such as NPS or retention:"
    Do
        word = Trim$(InputBox(question, "CXcel", only))
        If word = "" Then Exit Sub
        list = Search(word, found, only)
        If found = 1 Then Exit Do
        only = ""
        If found = 0 Then
            question = "Nothing fits """ & word & """. Another word:"
        Else
            question = "Type the name of one of these, or another word:" & vbLf & vbLf & list
        End If
    Loop
    On Error GoTo failed
    ActiveCell.Formula = "=" & only & "()"
    ActiveCell.FunctionWizard
    Exit Sub
failed:
    Say "The function cannot be put into this cell; the sheet may be protected."
End Sub
