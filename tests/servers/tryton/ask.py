"""Asks a running Tryton past the program: ask.py ADDRESS USER PASSWORD METHOD PARAMETERS. The parameters are a JSON array,
what the server answers is printed as JSON: the result, or the error.
"""
import base64
import json
import sys
import urllib.request

address, user, password, method, parameters = sys.argv[1:]


def call(method, parameters, headers):
    body = json.dumps({'id': 1, 'method': method, 'params': parameters}).encode()
    headers = {'Content-Type': 'application/json', **headers}
    with urllib.request.urlopen(urllib.request.Request(f'{address}/rpc/', body, headers)) as answer:
        return json.load(answer)


number, token, _ = call('common.db.login', [user, {'password': password}, 'en'], {})['result']
session = base64.b64encode(f'{user}:{number}:{token}'.encode()).decode()
answer = call(method, json.loads(parameters), {'Authorization': f'Session {session}'})
print(json.dumps(answer.get('result', answer.get('error'))))
