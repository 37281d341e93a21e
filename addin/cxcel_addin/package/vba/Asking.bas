Attribute VB_Name = "Asking"
' What is asked of a cell and of the catalogue: why an error, and which function.
Option Explicit
Option Private Module

Private Const TITLE As String = "CXcel"
Private Const MOST_STEPS As Long = 50
' xlErrGettingData, xlErrSpill and xlErrCalc: an Excel that is older than they are would not compile these names.
Private Const GETTING_DATA As Long = 2043
Private Const SPILL As Long = 2045
Private Const CALC As Long = 2050

' Why a cell shows an error: the first of the selected cells that does, or where its error comes from.
Public Function Explanation() As String
    Dim cell As Range, source As Range
    If ActiveCell Is Nothing Then
        Explanation = "Select a cell first."
        Exit Function
    End If
    Set cell = CellMeant()
    If Not ShowsError(cell) Then
        Explanation = WithoutError(cell)
        Exit Function
    End If
    Set source = Origin(cell)
    Explanation = ReasonOf(source)
    If PlaceOf(source) <> PlaceOf(cell) Then
        Explanation = "The error in " & PlaceOf(cell) & " comes from " & PlaceOf(source) & ". " & Explanation
    ElseIf PlaceOf(ActiveCell) <> PlaceOf(cell) Then
        Explanation = PlaceOf(cell) & ": " & Explanation
    End If
End Function

Private Function CellMeant() As Range
    Dim chosen As Range, found As Range
    Set CellMeant = ActiveCell
    If ShowsError(ActiveCell) Or TypeName(Selection) <> "Range" Then Exit Function
    Set chosen = Application.Intersect(Selection, ActiveCell.Worksheet.UsedRange)
    If chosen Is Nothing Then Exit Function
    Set found = FirstError(chosen)
    If Not found Is Nothing Then Set CellMeant = found
End Function

Private Function PlaceOf(ByVal cell As Range) As String
    PlaceOf = cell.Cells(1, 1).Address(False, False)
End Function

Private Function ShowsError(ByVal cell As Range) As Boolean
    ShowsError = IsError(cell.Cells(1, 1).Value2)
End Function

' SpecialCells looks at the whole sheet when it is asked of one cell.
Private Function FirstError(ByVal cells_ As Range) As Range
    Dim kind As Variant, found As Range
    If cells_.CountLarge = 1 Then
        If ShowsError(cells_) Then Set FirstError = cells_
        Exit Function
    End If
    For Each kind In Array(xlCellTypeFormulas, xlCellTypeConstants)
        Set found = Nothing
        On Error Resume Next
        Set found = cells_.SpecialCells(kind, xlErrors)
        On Error GoTo 0
        If Not found Is Nothing Then
            Set FirstError = found.Cells(1, 1)
            Exit Function
        End If
    Next kind
End Function

' Back along the formulas of the sheet, to the cell where the error begins.
Private Function Origin(ByVal cell As Range) As Range
    Dim before As Range, steps As Long
    Set Origin = cell
    For steps = 1 To MOST_STEPS
        Set before = ErrorBefore(Origin)
        If before Is Nothing Then Exit Function
        Set Origin = before
    Next steps
End Function

Private Function ErrorBefore(ByVal cell As Range) As Range
    Dim sources As Range
    If Not cell.HasFormula Then Exit Function
    On Error Resume Next
    Set sources = cell.DirectPrecedents
    On Error GoTo 0
    If sources Is Nothing Then Exit Function
    Set sources = Application.Intersect(sources, cell.Worksheet.UsedRange)
    If Not sources Is Nothing Then Set ErrorBefore = FirstError(sources)
End Function

Private Function WithoutError(ByVal cell As Range) As String
    Dim hidden_ As String
    If cell.HasFormula Then hidden_ = SentenceOf(cell)
    If IsWaiting(cell) Then
        WithoutError = "Excel has not calculated this cell yet: press F9, or Refresh."
    ElseIf hidden_ <> "" Then
        WithoutError = "This cell shows no error, but a function in it gave one: " & hidden_
    Else
        WithoutError = "This cell shows no error."
    End If
End Function

' Why this cell shows an error, whatever the cells before it show.
Private Function ReasonOf(ByVal cell As Range) As String
    Dim own As String
    own = TakenNames(cell)
    If own <> "" Then
        ReasonOf = "This workbook gives " & own & " a meaning of its own, and the formula uses that one: rename it in Formulas, Name Manager."
        Exit Function
    End If
    If cell.HasFormula Then ReasonOf = KeptSentence(cell)
    If ReasonOf <> "" Then Exit Function
    If IsWaiting(cell) Then
        ReasonOf = "Excel has not calculated this cell yet: press F9, or Refresh."
    ElseIf Not cell.HasFormula Then
        ReasonOf = "This cell holds the error itself: type what belongs there."
    Else
        ReasonOf = Plainly(CLng(cell.Value2), cell)
    End If
End Function

' An array of a fixed size keeps its sentence under its first cell.
Private Function KeptSentence(ByVal cell As Range) As String
    If cell.HasArray Then
        KeptSentence = SentenceOf(cell.CurrentArray.Cells(1, 1))
    Else
        KeptSentence = SentenceOf(cell)
    End If
End Function

Private Function IsWaiting(ByVal cell As Range) As Boolean
    If Not cell.HasFormula Then Exit Function
    If cell.Text = "#BUSY!" Then IsWaiting = True
    If Application.Calculation = xlCalculationManual And Application.CalculationState <> xlDone Then IsWaiting = True
End Function

Private Function Plainly(ByVal number As Long, ByVal cell As Range) As String
    Select Case number
    Case xlErrName
        If CallsOurs(cell.Formula) Then
            Plainly = "Excel did not find the function when it read this formula: press Refresh."
        Else
            Plainly = "A name in this formula is not known: look for a typing error."
        End If
    Case SPILL
        Plainly = "The result needs more cells than are free: clear the cells below and to the right of " & PlaceOf(cell) & ", or put the formula elsewhere; a table takes no such formula."
    Case CALC
        Plainly = "The formula leaves no values, or arrays within an array, which a cell cannot show: give it another range."
    Case xlErrNA
        Plainly = "A value was looked for and not found, or ranges differ in length."
    Case xlErrDiv0
        Plainly = "The formula divides by zero or by empty cells: fill them, or widen the range."
    Case xlErrRef
        Plainly = "The formula points to cells that are gone: undo what removed them, or point it to others."
    Case xlErrNum
        Plainly = "A number is too large, too small, or not allowed where it stands."
    Case xlErrNull
        Plainly = "Two ranges stand with a space between them and share no cell: put a comma or a colon there."
    Case GETTING_DATA
        Plainly = "Excel is still waiting for data: wait until it has arrived."
    Case Else
        Plainly = "The error comes from a cell on another sheet, or from before the workbook was opened: press Refresh and ask again."
    End Select
End Function

' Ask for a word, list what fits, and start the function wizard for the one that is meant.
Public Sub InsertFunction()
    Dim word As String, list As String, found As Long, only As String, question As String
    question = "A word of the function's name or description, such as NPS or retention:"
    Do
        word = Trim$(InputBox(question, TITLE, only))
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
    InsertNamed only
End Sub

' Put a function into the selected cell and let the wizard ask for its arguments; when it is left, the cell is as before.
Public Sub InsertNamed(ByVal function_ As String)
    Dim cell As Range, before As String, empty_ As String
    If ActiveCell Is Nothing Then
        Say "Select a cell first."
        Exit Sub
    End If
    Set cell = ActiveCell
    If cell.Worksheet.ProtectContents Then
        Say "The sheet " & cell.Worksheet.Name & " is protected: unprotect it first."
        Exit Sub
    End If
    before = cell.Formula
    If before <> "" Then
        If MsgBox("Replace what stands in " & PlaceOf(cell) & "?", vbYesNo + vbQuestion, TITLE) <> vbYes Then Exit Sub
    End If
    empty_ = "=" & function_ & "()"
    On Error GoTo failed
    cell.Formula = empty_
    cell.FunctionWizard
    If StrComp(cell.Formula, empty_, vbTextCompare) = 0 Then cell.Formula = before
    Exit Sub
failed:
    Say "The function cannot be put into " & PlaceOf(cell) & ": it is part of an array or of a table's result; choose another cell."
End Sub
