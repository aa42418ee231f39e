"""Where the packaged program begins. Everything it does is `gui.start`, as from source."""

import os
import sys
from pathlib import Path

CERTIFICATES = "/etc/ssl/certs"
ELSEWHERE = ("/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem")
"""The trusted certificates on systems unlike Debian: the libraries here would not find them."""


def as_the_person_had_it() -> None:
    """Take back what the packaged program's start changed for child processes: a browser, for instance, must
    not load the libraries that lie here. A process of our own sets it anew for itself."""
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)


def find_certificates() -> None:
    """Let OpenSSL know where this system keeps the certificates that it trusts."""
    if "SSL_CERT_FILE" in os.environ or Path(CERTIFICATES, "ca-certificates.crt").exists():
        return
    for file in ELSEWHERE:
        if Path(file).exists():
            os.environ["SSL_CERT_FILE"] = file
            return


if __name__ == "__main__":
    if sys.platform == "linux":
        as_the_person_had_it()
        find_certificates()
    from gui.start import main

    sys.exit(main())
