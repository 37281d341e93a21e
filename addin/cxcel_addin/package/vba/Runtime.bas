Attribute VB_Name = "Runtime"
' Starts the Python server through xlwings' library. Interpreter and library stand on a sheet of this add-in, written
' there at installation. Nothing is read from any other workbook or its folder, and no other program is started.
Option Explicit
Option Private Module

#If Win64 Then
    Private Const LIBRARY As String = "xlwings64-XLWINGS_VERSION.dll"
    Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-XLWINGS_VERSION.dll" (ByRef result As Variant, ByVal line As String, ByVal mode As Long) As Long
#Else
    Private Const LIBRARY As String = "xlwings32-XLWINGS_VERSION.dll"
    Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-XLWINGS_VERSION.dll" (ByRef result As Variant, ByVal line As String, ByVal mode As Long) As Long
#End If
Private Declare PtrSafe Function LoadLibraryW Lib "kernel32" (ByVal path As LongPtr) As LongPtr

Private Const PYTHON_CELL As String = "D1"
Private Const FOLDER_CELL As String = "F1"
Private Const NOT_INSTALLED As String = "CXcel is not installed for this user; run cxcel addin install"
Private Const STOPPED As String = "Python stopped while it worked on this; press Refresh, or the button again, and it is started anew"
' Seconds before a start that failed is tried again: a sheet of a thousand formulas would wait for a thousand of them.
Private Const PAUSE As Long = 15

Private loaded As Boolean
Private server As Object
Private startLine As String
Private deaths As Long
Private failure As String
Private failedAt As Date

' The Python server as an object; it is started when none runs.
Public Function XLPy() As Object
    If server Is Nothing Then StartServer
    Set XLPy = server
End Function

' Try at once what failed a moment ago, because somebody asks for it.
Public Sub TryAgain()
    failure = ""
End Sub

' What a function of the server gives. A server that is gone is started anew and asked, once; one that died while it
' worked is not asked the same again.
Public Function CallPython(ByVal module As String, ByVal action As String, ByVal given As Variant) As Variant
    Dim number As Long, text As String, repeated As Boolean
ask:
    On Error GoTo failed
    CallPython = XLPy.CallUDF(module, action, given, Nothing, Nothing)
    Exit Function
failed:
    number = Err.Number
    text = Err.Description
    If Not (WasGone(number) Or HasDied(number)) Then Err.Raise number, "CXcel", text
    LetGo
    If repeated Or HasDied(number) Then Err.Raise vbObjectError + 522, "CXcel", STOPPED
    repeated = True
    Resume ask
End Function

' The next call starts a server. The library keeps one class for a line, and COM may still know the dead server by
' it, so the line gets another number.
Private Sub LetGo()
    Set server = Nothing
    deaths = deaths + 1
    ForgetSent
End Sub

' Errors by which COM says that the server was not reached: 462 (VBA's own for the next), RPC_S_SERVER_UNAVAILABLE,
' RPC_S_CALL_FAILED_DNE, RPC_E_DISCONNECTED, RPC_E_SERVER_DIED_DNE, CO_E_OBJNOTCONNECTED
' (learn.microsoft.com: COM error codes 3, and the error codes from 1700 on).
Private Function WasGone(ByVal number As Long) As Boolean
    Select Case number
        Case 462, &H800706BA, &H800706BF, &H80010108, &H80010012, &H800401FD
            WasGone = True
    End Select
End Function

' And that it ended while it worked: RPC_S_CALL_FAILED, RPC_E_SERVER_DIED, RPC_E_SERVERFAULT.
Private Function HasDied(ByVal number As Long) As Boolean
    Select Case number
        Case &H800706BE, &H80010007, &H80010105
            HasDied = True
    End Select
End Function

Private Sub StartServer()
    Dim answer As Variant
    If failure <> "" And DateDiff("s", failedAt, Now) < PAUSE Then Err.Raise vbObjectError + 515, "CXcel", failure
    failure = ""
    If Not loaded Then LoadOurLibrary
    If XLPyDLLActivateAuto(answer, StartCommand(), 1) <> 0 Then
        failure = "Python did not start; run cxcel addin doctor (" & Replace(Replace(CStr(answer), vbCr, ""), vbLf, " ") & ")"
        failedAt = Now
        Err.Raise vbObjectError + 515, "CXcel", failure
    End If
    Set server = answer
End Sub

' -P: nothing from the current folder; -E: nothing from PYTHON* variables. The library fills in $(CLSID); by the window
' the server knows the Excel with which it ends.
Private Function StartCommand() As String
    If startLine = "" Then
        startLine = """" & Setting(PYTHON_CELL) & """ -P -E -m cxcel_addin.hosts.com.serve $(CLSID) " & Application.Hwnd
    End If
    StartCommand = startLine & " " & deaths
End Function

' By its full path, so that no other folder is searched when the library is called by its name.
Private Sub LoadOurLibrary()
    Dim path As String
    path = Setting(FOLDER_CELL) & "\" & LIBRARY
    If LoadLibraryW(StrPtr(path)) = 0 Then
        Err.Raise vbObjectError + 516, "CXcel", LIBRARY & " is missing or does not fit this Excel; run cxcel addin install again"
    End If
    loaded = True
End Sub

Private Function Setting(ByVal cell As String) As String
    Setting = CStr(ThisWorkbook.Worksheets("_IntelliSense_").Range(cell).Value2)
    If Setting = "" Then Err.Raise vbObjectError + 517, "CXcel", NOT_INSTALLED
End Function
