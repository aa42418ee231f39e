"""How the disk image looks, for dmgbuild: the app, and beside it the folder to drag it to. Untried."""

from pathlib import Path

defines: dict[str, str] = globals().get("defines", {})  # by dmgbuild
app = Path(defines.get("app", "dist/Trunkline.app"))

format = "ULFO"
files = [str(app)]
symlinks = {"Applications": "/Applications"}
icon_locations = {app.name: (150, 170), "Applications": (410, 170)}
window_rect = ((200, 200), (560, 360))
default_view = "icon-view"
icon_size = 96
