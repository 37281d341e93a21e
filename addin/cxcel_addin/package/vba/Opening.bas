Attribute VB_Name = "Opening"
' The workbook that is looked at, and workbooks that Python writes, opened as new ones: nothing of the user's changes.
Option Explicit
Option Private Module

Private Const TITLE As String = "CXcel"
Private Const FAILED_NUMBER As Long = vbObjectError + 520

' The workbook whose sheet is in front.
Public Function BookInFront() As Workbook
    If ActiveSheet Is Nothing Then Refuse "Open a workbook first."
    Set BookInFront = ActiveSheet.Parent
End Function

' End a button with a sentence.
Public Sub Refuse(ByVal sentence As String)
    Err.Raise FAILED_NUMBER, TITLE, sentence
End Sub

' A folder of this press of a button, for what passes between Excel and Python.
Public Function NewFolder() As String
    Dim told As Variant
    told = FromPython("scratch", "make", Array())
    NewFolder = told(1)
End Function

' Remove it; a folder that is not removed now goes with the server.
Public Sub DropFolder(ByVal folder As String)
    On Error Resume Next
    If folder <> "" Then FromPython "scratch", "drop", Array(folder)
    On Error GoTo 0
End Sub

' A path within a folder; its name is that of the folder, so that no other open workbook is called so.
Public Function Within(ByVal folder As String, ByVal ending As String) As String
    Dim separator As String
    separator = Application.PathSeparator
    Within = folder & separator & Mid$(folder, InStrRev(folder, separator) + 1) & ending
End Function

' How the file of a workbook ends; a new one has none yet.
Public Function EndingOf(ByVal book As Workbook) As String
    EndingOf = ".xlsx"
    If InStrRev(book.Name, ".") > 0 And book.Path <> "" Then EndingOf = Mid$(book.Name, InStrRev(book.Name, "."))
End Function

Public Sub CloseUnsaved(ByVal book As Workbook)
    On Error Resume Next
    If Not book Is Nothing Then book.Close SaveChanges:=False
    On Error GoTo 0
End Sub

' The function guide in a new workbook.
Public Sub ShowGuide()
    OpenWritten "guide", Array()
End Sub

' A template in a new workbook.
Public Sub ShowTemplate(ByVal name As String)
    If name = "" Then Refuse "Choose a template from the list under the button."
    OpenWritten "templates", Array(name)
End Sub

' What is in the tables of the workbook in front: a sentence, or a new workbook where it is long.
Public Function CheckedData() As String
    Dim book As Workbook, folder As String, told As Variant, failure As String
    Set book = BookInFront()
    folder = NewFolder()
    On Error GoTo failed
    told = FromPython("check", "check", Array(CopyOf(book, folder), book.Name, folder))
    If told(2) <> "" Then OpenNew CStr(told(2))
    CheckedData = told(1)
    DropFolder folder
    Exit Function
failed:
    failure = Err.Description
    DropFolder folder
    Refuse failure
End Function

' Version, places and whether all is well.
Public Function AboutText() As String
    Dim told As Variant
    AboutText = "CXcel " & ThisWorkbook.Worksheets("_IntelliSense_").Range("C1").Value2 & vbLf & "Add-in: " & ThisWorkbook.FullName
    On Error GoTo withoutPython
    told = FromPython("about", "about", Array(ThisWorkbook.FullName))
    AboutText = AboutText & vbLf & told(1)
    Exit Function
withoutPython:
    AboutText = AboutText & vbLf & vbLf & Err.Description
End Function

' Python is told the folder after what is given; it writes one workbook there and names it.
Private Sub OpenWritten(ByVal button As String, ByVal given As Variant)
    Dim folder As String, told As Variant, failure As String
    folder = NewFolder()
    On Error GoTo failed
    If UBound(given) < 0 Then
        told = FromPython(button, "write_to", Array(folder))
    Else
        told = FromPython(button, "write_to", Array(given(0), folder))
    End If
    OpenNew CStr(told(1))
    DropFolder folder
    Exit Sub
failed:
    failure = Err.Description
    DropFolder folder
    Refuse failure
End Sub

' The file is a pattern only: the new workbook has no path, and the file can go.
Private Sub OpenNew(ByVal file As String)
    Dim book As Workbook
    Set book = Application.Workbooks.Add(file)
    book.Saved = True
End Sub
