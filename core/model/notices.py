"""What the core tells without being asked."""

import msgspec


class ConnectionsChanged(msgspec.Struct, frozen=True):
    """Connections came, went or changed; ask for them again."""


Notice = ConnectionsChanged
