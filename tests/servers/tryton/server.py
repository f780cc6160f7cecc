"""Tryton on PostgreSQL for tests: `server.py prepare FOLDER BINARIES` makes a database once, `server.py serve FOLDER
BINARIES` starts both servers on a copy of it.

Serving prints the address of the database, and ends with its standard input: whoever started it need not find it again.
What goes wrong on purpose is told by variables: LOSE the answers of so many writes, which are carried out; FORGET the
session of the request of this number.
"""
import io
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback

# What tests log in with. It must be seen nowhere.
USER, PASSWORD = 'loader', 'canary-tryton-58d2'
# Reads, and may write next to nothing.
READER, READER_PASSWORD = 'reader', 'canary-reader-a40e'
ADMIN_PASSWORD = 'canary-admin-0c77'
DATABASE = 'erp'
STARTED_WITHIN_SECONDS = 60
HERE = pathlib.Path(__file__).resolve().parent


class Postgres:
    """PostgreSQL in a folder of its own. It listens on no port: its socket lies in that folder."""

    def __init__(self, folder, binaries):
        self.folder, self.binaries = folder, pathlib.Path(binaries)
        self.data = folder / 'data'
        # PostgreSQL refuses to be run by root.
        self.aside = []
        if os.getuid() == 0:
            self.aside = ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups']
            shutil.chown(folder, 'nobody', 'nogroup')
        self.process = None

    def command(self, program, *arguments):
        return [*self.aside, str(self.binaries / program), *arguments]

    def make(self):
        self.run('initdb', '-D', str(self.data), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8',
                 '--locale=C.UTF-8', '--no-sync', '--wal-segsize=1')

    def copy(self, template):
        shutil.copytree(template, self.data)
        self.data.chmod(0o700)
        if self.aside:
            for place, folders, files in os.walk(self.data):
                for name in [place, *(os.path.join(place, one) for one in folders + files)]:
                    shutil.chown(name, 'nobody', 'nogroup')

    def start(self):
        log = (self.folder / 'postgres.log').open('w')
        # What a test loads need not outlive the machine.
        settings = {'listen_addresses': '', 'unix_socket_directories': str(self.folder), 'fsync': 'off',
                    'synchronous_commit': 'off', 'full_page_writes': 'off', 'shared_buffers': '64MB', 'jit': 'off',
                    'max_wal_size': '256MB', 'min_wal_size': '2MB'}
        stated = [part for name, value in settings.items() for part in ('-c', f'{name}={value}')]
        self.process = subprocess.Popen(
            self.command('postgres', '-D', str(self.data), *stated), cwd='/', stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True)
        until = time.monotonic() + STARTED_WITHIN_SECONDS
        ready = [str(self.binaries / 'pg_isready'), '-q', '-h', str(self.folder)]
        while subprocess.run(ready, check=False).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > until:
                sys.exit('PostgreSQL does not start:\n' + (self.folder / 'postgres.log').read_text())
            time.sleep(0.05)

    def run(self, program, *arguments):
        ran = subprocess.run(self.command(program, *arguments), cwd='/', capture_output=True, text=True, check=False)
        if ran.returncode != 0:
            sys.exit(f'{program} fails:\n{ran.stdout}{ran.stderr}')

    def stop(self):
        if self.process:
            # The fast way: open transactions are given up.
            self.process.send_signal(signal.SIGINT)
            self.process.wait()


def environment(folder):
    """What Tryton is told: its configuration, and through libpq's own variables where the database is."""
    configuration = folder / 'trytond.conf'
    configuration.write_text(
        f'[database]\nuri = postgresql://\npath = {folder}\n[session]\ntimeout = 86400\n[web]\nroot =\n')
    told = {'PGHOST': str(folder), 'PGUSER': 'postgres', 'TRYTOND_CONFIG': str(configuration),
            'TRYTOND_LOGGING_LEVEL': '50'}
    return configuration, {**os.environ, **told}


def aside():
    """A folder for running servers. Everybody may pass through it, as the user who runs PostgreSQL must; its path is
    short enough for a socket."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix='landbridge-tryton-', dir='/tmp'))
    folder.chmod(0o711)
    return folder


def prepare(target, binaries):
    folder = aside()
    postgres = Postgres(folder, binaries)
    try:
        postgres.make()
        postgres.start()
        postgres.run('createdb', '-h', str(folder), '-U', 'postgres', DATABASE)
        configuration, told = environment(folder)
        password = folder / 'password'
        password.write_text(ADMIN_PASSWORD)
        told['TRYTONPASSFILE'] = str(password)
        programs = pathlib.Path(sys.executable).parent
        for command in (
                [str(programs / 'trytond-admin'), '-c', str(configuration), '-d', DATABASE, '--email', 'admin@example.org',
                 '-u', 'account_invoice', '--activate-dependencies'],
                [sys.executable, str(HERE / 'fill.py'), str(configuration), DATABASE, USER, PASSWORD, READER,
                 READER_PASSWORD]):
            ran = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
            if ran.returncode != 0:
                sys.exit(f'{command[0]} fails:\n{ran.stdout}{ran.stderr}')
        postgres.stop()
        postgres.process = None
        shutil.copytree(postgres.data, pathlib.Path(target) / 'data')
    finally:
        postgres.stop()
        shutil.rmtree(folder)


class Unreliable:
    """The server as it is, behind a network that loses answers and a session that runs out."""

    def __init__(self, app):
        self.app = app
        self.lose = int(os.environ.get('LOSE', 0))
        self.forget = int(os.environ.get('FORGET', 0))
        self.lock = threading.Lock()

    def __call__(self, environ, start_response):
        body = environ['wsgi.input'].read(int(environ.get('CONTENT_LENGTH') or 0))
        environ['wsgi.input'] = io.BytesIO(body)
        writes = any(f'.{word}"'.encode() in body for word in ('create', 'write', 'post'))
        with self.lock:
            lost = writes and self.lose > 0
            self.lose -= lost
            self.forget -= 1
            forgotten = self.forget == 0
        if forgotten:
            environ.pop('HTTP_AUTHORIZATION', None)
        if not lost:
            return self.app(environ, start_response)
        for _ in self.app(environ, lambda *_: None):
            pass
        environ['werkzeug.socket'].shutdown(socket.SHUT_RDWR)
        start_response('200 OK', [])
        return []


def serve(prepared, binaries):
    folder = aside()
    postgres = Postgres(folder, binaries)

    def end(*_, code=0):
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(code)

    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, end)
    try:
        postgres.copy(pathlib.Path(prepared) / 'data')
        postgres.start()
        _, told = environment(folder)
        os.environ.update(told, TRYTOND_DATABASE_NAMES=DATABASE)
        from trytond.application import app
        from werkzeug.serving import WSGIRequestHandler, make_server

        class Quiet(WSGIRequestHandler):
            def log(self, *_):
                pass

        # The system chooses a port that is free.
        server = make_server('127.0.0.1', 0, Unreliable(app), threaded=True, request_handler=Quiet)
        print(f'http://127.0.0.1:{server.port}/{DATABASE}', flush=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdin.buffer.read()
    except BaseException:
        # The threads of the server would keep the process, and its reason with it.
        traceback.print_exc()
        end(code=1)
    end()


if __name__ == '__main__':
    {'prepare': prepare, 'serve': serve}[sys.argv[1]](*sys.argv[2:])
