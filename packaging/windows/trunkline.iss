; The installer for Windows, made by `dev.py package` with Inno Setup 6. For one person: no administrator is asked.
; Untried: written from the documentation.

#ifndef Version
  #error Started by dev.py package, which says which version, folder and icon it is
#endif

[Setup]
AppId={{6C0B3B5E-2C52-4A1D-9D5A-0B5F5C1E7A11}
AppName=Trunkline
AppVersion={#Version}
AppPublisher=The Trunkline authors
DefaultDirName={localappdata}\Programs\Trunkline
DefaultGroupName=Trunkline
DisableProgramGroupPage=yes
DisableDirPage=auto
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile={#Program}\licenses\Trunkline\LICENSE
SetupIconFile={#Icon}
UninstallDisplayIcon={app}\trunkline.exe
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
ChangesEnvironment=yes
; A program that runs is asked to close, and is not restarted into the middle of something.
CloseApplications=yes
RestartApplications=no
#ifdef Signed
SignTool=trunkline
SignedUninstaller=yes
#endif

[Tasks]
Name: path; Description: "Let commands be called as &trunkline in a terminal"; Flags: unchecked

[InstallDelete]
; Files of an older version that the new one no longer has. What belongs to the person lies elsewhere.
Type: filesandordirs; Name: "{app}\_internal"
Type: filesandordirs; Name: "{app}\licenses"

[Files]
Source: "{#Program}\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\Trunkline"; Filename: "{app}\trunkline.exe"; AppUserModelID: "app.trunkline.Trunkline"

[Registry]
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; \
  Tasks: path; Check: IsNotOnPath(ExpandConstant('{app}'))

[Run]
Filename: "{app}\trunkline.exe"; Description: "Open Trunkline"; Flags: postinstall nowait skipifsilent

[Code]
function IsNotOnPath(Folder: string): Boolean;
var
  Path: string;
begin
  if not RegQueryStringValue(HKCU, 'Environment', 'Path', Path) then
    Path := '';
  Result := Pos(';' + Uppercase(Folder) + ';', ';' + Uppercase(Path) + ';') = 0;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Path, Entry: string;
begin
  if (Step = usPostUninstall) and RegQueryStringValue(HKCU, 'Environment', 'Path', Path) then
  begin
    Entry := ';' + ExpandConstant('{app}');
    if StringChangeEx(Path, Entry, '', True) > 0 then
      RegWriteExpandStringValue(HKCU, 'Environment', 'Path', Path);
  end;
end;
