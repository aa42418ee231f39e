"""Whose certificates are trusted, and which one is shown. There is no way to trust without looking."""

import ssl
from functools import lru_cache
from pathlib import Path

import httpx

from core.model.errors import InvalidValues
from core.model.network import ClientCertificate, Network

_LARGEST = 16 * 1024 * 1024
"""Bytes: every certificate that there is takes less."""

_BEGIN_CERTIFICATE, _BEGIN, _KEY = b"CERTIFICATE-----", b"-----BEGIN ", b"PRIVATE KEY-----"


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """One TLS context for the program: making one costs 20 ms. Trusts what the system trusts."""
    return _context_of_system()


def context_for(network: Network) -> ssl.SSLContext:
    """The TLS context that the settings ask for: the program's own where they ask for nothing special.

    Raises `InvalidValues` for files that cannot be used.
    """
    settings = network.settings
    if not settings.ca_file and settings.client_certificate == ClientCertificate():
        return tls_context()
    context = _context_of_system()
    problems: dict[str, str] = {}
    if settings.ca_file and (problem := _trust_too(context, Path(settings.ca_file))):
        problems["ca_file"] = problem
    problems |= _show(context, settings.client_certificate, network.key_passphrase)
    if problems:
        raise InvalidValues(problems)
    return context


def _context_of_system() -> ssl.SSLContext:
    context = ssl.create_default_context()
    folder = ssl.get_default_verify_paths().capath
    # A folder of certificates (Debian) is read when it is needed: nothing of it shows in the context yet.
    if not context.get_ca_certs() and not (folder and any(Path(folder).iterdir())):
        context = httpx.create_ssl_context()  # a Python without a system store (macOS from python.org)
    return context


def _trust_too(context: ssl.SSLContext, file: Path) -> str:
    """Trust the certificates of a file besides the others, PEM or DER. Gives what is wrong with it, or ""."""
    content, problem = _content(file)
    if problem:
        return problem
    try:
        if _BEGIN in content:
            context.load_verify_locations(cafile=file)
        else:
            context.load_verify_locations(cadata=content)
    except (OSError, ValueError):  # ssl.SSLError is one; ValueError: an empty file
        return "There is no certificate in this file."
    return ""


def _show(context: ssl.SSLContext, certificate: ClientCertificate, passphrase: str) -> dict[str, str]:
    """Show a certificate to whoever asks for one. Gives what is wrong with its files, by field."""
    if not certificate.file:
        return {"client_certificate.file": "Choose the certificate, too."} if certificate.key_file else {}
    problems: dict[str, str] = {}
    content, problem = _content(Path(certificate.file))
    if not problem and _BEGIN_CERTIFICATE not in content:
        problem = "There is no certificate in this file. It must be in PEM form: export it as PEM."
    if problem:
        problems["client_certificate.file"] = problem
    if certificate.key_file:
        content, problem = _content(Path(certificate.key_file))
    if not problem and _KEY not in content:
        problem = "There is no private key in this file. It must be in PEM form."
    if problem and (certificate.key_file or not problems):
        problems["client_certificate.key_file"] = problem
    return problems or _load(context, certificate, passphrase)


def _load(context: ssl.SSLContext, certificate: ClientCertificate, passphrase: str) -> dict[str, str]:
    is_locked = False

    def asked() -> str:  # without this, OpenSSL would ask at the terminal
        nonlocal is_locked
        is_locked = True
        return passphrase

    try:
        context.load_cert_chain(certificate.file, certificate.key_file or None, password=asked)
    except (OSError, ValueError) as error:  # ValueError: a passphrase longer than OpenSSL takes
        if getattr(error, "reason", None) == "KEY_VALUES_MISMATCH":
            return {"client_certificate.key_file": "This key does not fit the certificate."}
        if is_locked and not passphrase:
            return {"key_passphrase": "This key is locked. Enter its passphrase."}
        if is_locked:
            return {"key_passphrase": "This passphrase does not open the key."}
        return {"client_certificate.file": "This certificate or its key is damaged."}
    return {}


def _content(file: Path) -> tuple[bytes, str]:
    """A file's bytes; else why it cannot be read."""
    try:
        if not file.is_absolute():
            return b"", "Choose the file with its whole path."
        if file.is_dir():
            return b"", "This is a folder. Choose a file."
        if file.stat().st_size > _LARGEST:
            return b"", "This file is far too large for a certificate."
        return file.read_bytes(), ""
    except FileNotFoundError:
        return b"", "There is no such file."
    except (OSError, ValueError):  # ValueError: a path that no system takes
        return b"", "This file cannot be read."
