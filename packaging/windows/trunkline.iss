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
#ifdef Signed
Source: "{#Program}\trunkline.exe"; DestDir: "{app}"; Flags: ignoreversion signonce
#endif
Source: "{#Program}\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\Trunkline"; Filename: "{app}\trunkline.exe"; AppUserModelID: "app.trunkline.Trunkline"

[Registry]
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; \
  ValueData: "{code:PathWith|{app}}"; Tasks: path

[Run]
Filename: "{app}\trunkline.exe"; Description: "Open Trunkline"; Flags: postinstall nowait skipifsilent

[Code]
// The person's own Path, '' where there is none.
function OwnPath: string;
begin
  if not RegQueryStringValue(HKCU, 'Environment', 'Path', Result) then
    Result := '';
end;

// A path without a folder. Whole entries are compared, so that C:\Trunkline leaves C:\Trunkline2 alone.
function PathWithout(Path, Folder: string): string;
var
  At: Integer;
begin
  Result := ';' + Path + ';';
  At := Pos(';' + Uppercase(Folder) + ';', Uppercase(Result));
  if At > 0 then
    Delete(Result, At, Length(Folder) + 1);
  Result := Copy(Result, 2, Length(Result) - 2);
end;

function PathWith(Folder: string): string;
begin
  Result := PathWithout(OwnPath, Folder);
  if Result <> '' then
    Result := Result + ';';
  Result := Result + Folder;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Path, Rest: string;
begin
  if Step = usPostUninstall then
  begin
    Path := OwnPath;
    Rest := PathWithout(Path, ExpandConstant('{app}'));
    if Rest <> Path then
      RegWriteExpandStringValue(HKCU, 'Environment', 'Path', Rest);
  end;
end;
