"""Ways to a server: the best one, TLS, tokens."""

import shutil
import subprocess

import pytest
from conftest import start_server

import walras


def test_auto_takes_the_socket_and_falls_back_to_the_address(server, address, monkeypatch, tmp_path):
    if not server.uds:
        pytest.skip("no socket: WALRAS_TEST_ADDRESS")
    monkeypatch.setenv("WALRAS_UDS", server.uds)
    with walras.connect("auto") as client:
        assert client.address == f"unix:{server.uds}"
    monkeypatch.setenv("WALRAS_UDS", str(tmp_path / "nothing.sock"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with walras.connect("auto") as client:
        assert client.address == address


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    words = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*words.split(), *files], check=True, capture_output=True)
    (folder / "token").write_text("let-me-in")
    return folder


@pytest.fixture(scope="module")
def guarded(certificate):
    files = [f"--tls-cert={certificate}/cert.pem", f"--tls-key={certificate}/key.pem"]
    process, address, _ = start_server(*files, f"--token-file={certificate}/token")
    yield "localhost:" + address.rpartition(":")[2]
    process.terminate()
    process.wait(30)


def test_tls_and_token_let_in_who_has_both(guarded, certificate):
    tls = walras.Tls(ca=str(certificate / "cert.pem"))
    with (
        walras.connect(guarded, tls=tls, token="let-me-in") as client,
        client.session("counter-v0", 2) as session,
    ):
        session.reset()
        assert session.step({"counters": 1}).step == 1


def test_tls_without_or_with_another_token_is_refused(guarded, certificate):
    tls = walras.Tls(ca=str(certificate / "cert.pem"))
    with pytest.raises(walras.UnauthenticatedError):
        walras.connect(guarded, tls=tls)
    with pytest.raises(walras.PermissionDeniedError):
        walras.connect(guarded, tls=tls, token="let-me-out")


def test_tls_is_not_spoken_to_in_plaintext_nor_trusted_without_its_authority(guarded):
    with pytest.raises(walras.UnavailableError):
        walras.connect(guarded, timeout=5)
    with pytest.raises(walras.UnavailableError):
        walras.connect(guarded, tls=True, timeout=5)


@pytest.mark.parametrize("tls", ["ca.pem", b"ca", 1, {}])
def test_tls_that_is_none_is_refused_by_name(tls):
    with pytest.raises(walras.InvalidArgumentError, match="tls: expected True"):
        walras.connect("localhost:1", tls=tls, wait=0)
