Attribute VB_Name = "Runtime"
' Starts the Python server through xlwings' library. Interpreter, server and library stand on a sheet of this add-in,
' written there at installation. Nothing is read from any other workbook or its folder, and no shell is opened.
Option Explicit
Option Private Module

#If Win64 Then
    Private Const LIBRARY As String = "xlwings64-0.37.8.dll"
    Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-0.37.8.dll" (ByRef result As Variant, ByVal command As String, ByVal mode As Long) As Long
#Else
    Private Const LIBRARY As String = "xlwings32-0.37.8.dll"
    Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-0.37.8.dll" (ByRef result As Variant, ByVal command As String, ByVal mode As Long) As Long
#End If
Private Declare PtrSafe Function LoadLibraryW Lib "kernel32" (ByVal path As LongPtr) As LongPtr

Private Const PYTHON_CELL As String = "D1"
Private Const SERVER_CELL As String = "E1"
Private Const FOLDER_CELL As String = "F1"
Private Const NOT_INSTALLED As String = "CXcel is not installed for this user; run cxcel addin install"

Private loaded As Boolean

' The Python server as an object; it is started when none runs.
Public Function XLPy() As Object
    Dim answer As Variant
    If Not loaded Then LoadOurLibrary
    If XLPyDLLActivateAuto(answer, StartCommand(), 1) <> 0 Then
        Err.Raise vbObjectError + 515, "CXcel", "Python did not start; run cxcel addin doctor (" & CStr(answer) & ")"
    End If
    Set XLPy = answer
End Function

' -P: nothing from the current folder; -E: nothing from PYTHON* variables. $(CLSID) is filled in by the library.
Private Function StartCommand() As String
    StartCommand = """" & Setting(PYTHON_CELL) & """ -P -E """ & Setting(SERVER_CELL) & """ $(CLSID)"
End Function

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
