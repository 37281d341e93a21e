@rem The command line of CXcel, for those who want it: cxcel --help
@"%~dp0python\python.exe" -P -E -m cxcel_addin.hosts.cli %*
