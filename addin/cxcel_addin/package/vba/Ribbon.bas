Attribute VB_Name = "Ribbon"
' One Sub for each button of the tab CX.
Option Explicit

Public Sub CxRefresh(ByVal control As Object)
    ForgetResults
    RepairAll
    Press "refresh"
    Application.CalculateFull
End Sub

Public Sub CxBuildReport(ByVal control As Object)
    Press "build_report"
End Sub

Public Sub CxShare(ByVal control As Object)
    Press "share"
End Sub

Public Sub CxCheckData(ByVal control As Object)
    Press "check_data"
End Sub

Public Sub CxInsertFunction(ByVal control As Object)
    InsertFunction
End Sub

Public Sub CxExplain(ByVal control As Object)
    Say Explanation()
End Sub

Public Sub CxTemplates(ByVal control As Object)
    Press "templates"
End Sub

Public Sub CxHelp(ByVal control As Object)
    Press "show_help"
End Sub

Public Sub CxAbout(ByVal control As Object)
    Press "about"
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
