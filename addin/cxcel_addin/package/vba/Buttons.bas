Attribute VB_Name = "Buttons"
' What the buttons share: ask Python, show a sentence, and leave Excel as it was.
Option Explicit
Option Private Module

Private Const TITLE As String = "CXcel"
Private Const FAILED_NUMBER As Long = vbObjectError + 520

Private screen As Boolean
Private alerts As Boolean
Private events_ As Boolean
Private working As Boolean

' Every button starts here: one line in the status bar, and Excel quiet until Finish. Esc becomes an error like any
' other, else it would end the macro with events off; Excel sets this back by itself when it is idle
' (learn.microsoft.com/office/vba/api/excel.application.enablecancelkey).
Public Sub Begin(ByVal line As String)
    If Not working Then
        screen = Application.ScreenUpdating
        alerts = Application.DisplayAlerts
        events_ = Application.EnableEvents
    End If
    working = True
    Application.EnableCancelKey = xlErrorHandler
    Progress line
    Application.ScreenUpdating = False
    Application.DisplayAlerts = False
    Application.EnableEvents = False
End Sub

' And ends here, whatever happened: Excel as it was, then the sentence.
Public Sub Finish(ByVal sentence As String)
    If working Then
        Application.ScreenUpdating = screen
        Application.DisplayAlerts = alerts
        Application.EnableEvents = events_
    End If
    working = False
    Application.StatusBar = False
    If sentence <> "" Then Say sentence
End Sub

' What a button's Python function tells: texts, counted from 1. When it fails, its sentence is raised as an error.
Public Function FromPython(ByVal button As String, ByVal action As String, ByVal given As Variant) As Variant
    Dim raw As Variant, texts() As Variant, top As Long, left_ As Long, i As Long
    raw = CallPython("cxcel_addin.hosts.com.buttons." & button, action, given)
    top = LBound(raw, 1)
    left_ = LBound(raw, 2)
    If raw(top, left_ + 1) <> 0 Then Err.Raise FAILED_NUMBER, TITLE, CStr(raw(top + 1, left_))
    ReDim texts(1 To UBound(raw, 1) - top + 1)
    For i = 1 To UBound(raw, 1) - top
        texts(i) = CStr(raw(top + i, left_))
    Next i
    FromPython = texts
End Function

' A copy of a workbook as it is now, in a folder of its own; reading it changes nothing in Excel.
Public Function CopyOf(ByVal book As Workbook, ByVal folder As String) As String
    CopyOf = folder & Application.PathSeparator & "workbook" & EndingOf(book)
    book.SaveCopyAs CopyOf
End Function

Public Sub Say(ByVal sentence As String)
    MsgBox sentence, vbInformation, TITLE
End Sub

Public Sub Progress(ByVal line As String)
    Application.StatusBar = TITLE & ": " & line
End Sub
