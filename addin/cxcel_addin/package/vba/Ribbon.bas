Attribute VB_Name = "Ribbon"
' One Sub for each button of the tab CX.
Option Explicit

Public Sub CxRefresh(ByVal control As Object)
    On Error GoTo failed
    Begin "mending links"
    Finish Refreshed()
    Exit Sub
failed:
    Finish Err.Description
End Sub

Public Sub CxBuildReport(ByVal control As Object)
    On Error GoTo failed
    Begin "building the report"
    Finish BuiltReport(False)
    Exit Sub
failed:
    Finish Err.Description
End Sub

Public Sub CxShare(ByVal control As Object)
    On Error GoTo failed
    Begin "asking where the copy goes"
    Finish SharedCopy()
    Exit Sub
failed:
    Finish Err.Description
End Sub

Public Sub CxCheckData(ByVal control As Object)
    On Error GoTo failed
    Begin "reading the tables"
    Finish CheckedData()
    Exit Sub
failed:
    Finish Err.Description
End Sub

Public Sub CxInsertFunction(ByVal control As Object)
    InsertFunction
End Sub

Public Sub CxInsertNamed(ByVal control As Object)
    InsertNamed CStr(control.Tag)
End Sub

Public Sub CxExplain(ByVal control As Object)
    Say Explanation()
End Sub

Public Sub CxTemplates(ByVal control As Object)
    On Error GoTo failed
    Begin "opening a template"
    ShowTemplate CStr(control.Tag)
    Finish ""
    Exit Sub
failed:
    Finish Err.Description
End Sub

Public Sub CxHelp(ByVal control As Object)
    On Error GoTo failed
    Begin "writing the function guide"
    ShowGuide
    Finish ""
    Exit Sub
failed:
    Finish Err.Description
End Sub

Public Sub CxAbout(ByVal control As Object)
    On Error GoTo failed
    Begin "looking at what CXcel needs"
    Finish AboutText()
    Exit Sub
failed:
    Finish Err.Description
End Sub

' Run when Excel has time after the add-in was opened.
Public Sub CxRegister()
    Dim wasSaved As Boolean
    wasSaved = ThisWorkbook.Saved
    On Error GoTo done
    Application.ScreenUpdating = False
    ThisWorkbook.IsAddin = False
    RegisterFunctions
done:
    ThisWorkbook.IsAddin = True
    ThisWorkbook.Saved = wasSaved
    Application.ScreenUpdating = True
End Sub

' Run when Excel has time after a workbook with our formulas was opened, so that the first formula does not wait.
Public Sub CxStartServer()
    On Error Resume Next
    If XLPy Is Nothing Then Exit Sub
    On Error GoTo 0
End Sub
