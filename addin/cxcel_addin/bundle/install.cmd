@echo off
rem Copies this folder to %LOCALAPPDATA%\CXcel and puts the add-in into Excel; needs no administrator rights.
setlocal
if not exist "%~dp0python\python.exe" goto packed
set "CXCEL_STARTED_BY=%cmdcmdline:"='%"
"%~dp0python\python.exe" -P -E -m cxcel_addin.bundle.place install
exit /b %errorlevel%
:packed
echo The folder is still packed: right-click the zip file, Extract All, and start install.cmd in the new folder.
pause
exit /b 2
