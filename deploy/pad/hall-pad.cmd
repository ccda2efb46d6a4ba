@echo off
rem Starts the call pad without a console window; a shortcut to this file in the Startup folder starts it every morning.
start "" powershell.exe -NoProfile -ExecutionPolicy Bypass -WindowStyle Hidden -File "%~dp0hall-pad.ps1" %*
