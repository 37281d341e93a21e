@echo off
rem Takes the add-in out of Excel and removes %LOCALAPPDATA%\CXcel, from which this file may itself be running.
rem No setlocal: at its end cmd would go back to the folder that is being removed.
if not exist "%~dp0python\python.exe" goto packed
set "CXCEL_STARTED_BY=%cmdcmdline:"='%"
"%~dp0python\python.exe" -P -E -m cxcel_addin.bundle.place uninstall
if not "%errorlevel%"=="0" exit /b 2
set "CXCEL_STARTED_BY="
cd /d "%LOCALAPPDATA%"
rem renamed first: a folder cannot be while a program uses a file in it, and then all of it stays
for /l %%i in (1,1,5) do (
    if exist CXcel\python ren CXcel\python removed 2>nul
    if exist CXcel\python ping -n 2 127.0.0.1 >nul
)
if exist CXcel\python goto used
if exist CXcel\removed rd /s /q CXcel\removed
if not exist CXcel exit /b 0
rem what is left may be this very file: another cmd removes it when this one has ended
start "" /b cmd /c "ping -n 2 127.0.0.1 >nul & del /q CXcel\cxcel.cmd CXcel\install.cmd CXcel\uninstall.cmd CXcel\LICENCES.txt "CXcel\READ ME.txt" & rd CXcel" & exit /b 0
:used
echo The add-in is out of Excel, but a program still uses %LOCALAPPDATA%\CXcel: close it and start uninstall.cmd again.
pause
exit /b 2
:packed
echo The folder is still packed: right-click the zip file, Extract All, and start uninstall.cmd in the new folder.
pause
exit /b 2
