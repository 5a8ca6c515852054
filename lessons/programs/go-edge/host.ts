/**
 * A small host for Fastly Compute: the part of its ABI that a program needs to
 * read one request and answer it. Requests, responses and bodies are handles,
 * small numbers; texts go by address and length, into room that the program
 * made. Every call answers a status.
 */

import { textAt } from '../../../site/console/border.ts';
import type { HostRow, Memory } from '../../../site/console/border.ts';
import type { Outside, ProgramHost } from '../../../site/console/guest.ts';

/** The statuses that this host answers, by the names and numbers of the ABI. */
const status = { ok: 0, badf: 3, buflen: 4, none: 10 };

/** All names, by number. */
const statuses =
  'ok error inval badf buflen unsupported badalign httpinvalid httpuser httpincomplete none'.split(
    ' ',
  );

/** What the program is asked. */
type Question = {
  readonly method: string;
  readonly url: string;
  readonly body: Uint8Array;
  readonly headers: ReadonlyMap<string, string>;
};

/** The answer, as it comes together. */
type Reply = {
  status: number;
  readonly headers: Map<string, string>;
  readonly bodies: Map<number, Uint8Array[]>;
};

/** Handles. The ABI gives numbers only; these are this host's. */
const handles = { request: 1, requestBody: 2, response: 3, firstBody: 4 };

/** A question from the arguments: method, URL and, if there is one, a body. */
function questionOf([
  method = 'GET',
  url = 'http://edge.example/hello?name=Ada',
  body = '',
]: readonly string[]): Question {
  const headers = [
    ['host', 'edge.example'],
    ['user-agent', 'Sunaba'],
  ] as const;
  const bytes = new TextEncoder().encode(body);
  return { method, url, body: bytes, headers: new Map(headers) };
}

/** Writes bytes into the room of a program, if it is large enough, and their number in any case. */
function fill(
  { bytes, view }: Memory,
  [to = 0, room = 0, written = 0]: readonly number[],
  what: Uint8Array,
): number {
  view.setUint32(written, what.length, true);
  if (what.length > room) return status.buflen;
  bytes.set(what, to);
  return status.ok;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A row of a module: most begin with a handle and answer a status. */
const row = (
  name: string,
  signature: string,
  call: HostRow['call'],
): HostRow => {
  const [module = '', short = ''] = name.split('.');
  return {
    module,
    name: short,
    signature: `${signature} -> i32`.trimStart(),
    call,
    answers: statuses,
  };
};

const room = 'to:room written:written';

/** The request: what is asked, and by whom. */
const asking = ({ method, url, body, headers }: Question): HostRow[] => {
  let read = 0;
  const list = (names: Iterable<string>): Uint8Array =>
    utf8(Array.from(names, (name) => `${name}\0`).join(''));
  /** All values fit into one answer: the cursor ends at -1. */
  const all = (memory: Memory, args: readonly number[], what: Uint8Array) => {
    const [to = 0, size = 0, , ending = 0, written = 0] = args;
    memory.view.setBigInt64(ending, -1n, true);
    return fill(memory, [to, size, written], what);
  };
  return [
    row(
      'fastly_http_req.body_downstream_get',
      'request:at body:at',
      (args, { view }) => {
        view.setUint32(args[0] ?? 0, handles.request, true);
        view.setUint32(args[1] ?? 0, handles.requestBody, true);
        return status.ok;
      },
    ),
    row('fastly_http_req.method_get', `request:i32 ${room}`, (args, memory) =>
      fill(memory, args.slice(1), utf8(method)),
    ),
    row('fastly_http_req.uri_get', `request:i32 ${room}`, (args, memory) =>
      fill(memory, args.slice(1), utf8(url)),
    ),
    row(
      'fastly_http_req.version_get',
      'request:i32 version:at',
      (args, { view }) => {
        // 2 is HTTP/1.1.
        view.setUint32(args[1] ?? 0, 2, true);
        return status.ok;
      },
    ),
    row(
      'fastly_http_req.header_names_get',
      'request:i32 to:room cursor:i32 ending:at written:written',
      (args, memory) => all(memory, args.slice(1), list(headers.keys())),
    ),
    row(
      'fastly_http_req.header_values_get',
      'request:i32 name:text to:room cursor:i32 ending:at written:written',
      (args, memory) => {
        const [, at = 0, length = 0] = args;
        const value = headers.get(textAt(memory, at, length).toLowerCase());
        return all(memory, args.slice(3), list(value ? [value] : []));
      },
    ),
    row('fastly_http_body.read', `body:i32 ${room}`, (args, memory) => {
      if (args[0] !== handles.requestBody) return status.badf;
      const part = body.subarray(read, read + (args[2] ?? 0));
      read += part.length;
      return fill(memory, args.slice(1), part);
    }),
  ];
};

/** Who is at the other end of the line: a documentation address, and no TLS. */
const downstream = (): HostRow[] => {
  const address = Uint8Array.of(192, 0, 2, 1);
  const ip = (name: string): HostRow =>
    row(
      `fastly_http_downstream.downstream_${name}_ip_addr`,
      'request:i32 to:at written:at',
      (args, memory) => {
        const [, to = 0, written = 0] = args;
        return fill(memory, [to, 16, written], address);
      },
    );
  const tls = (name: string, signature: string): HostRow =>
    row(
      `fastly_http_downstream.downstream_tls_${name}`,
      `request:i32 ${signature}`,
      () => status.none,
    );
  return [
    ip('client'),
    ip('server'),
    ...[
      'cipher_openssl_name',
      'protocol',
      'client_hello',
      'client_servername',
      'ja4',
    ].map((name) => tls(name, 'to:at room:i32 written:at')),
    tls('ja3_md5', 'to:at written:at'),
  ];
};

/** The head of the response, and when it is sent. */
const answering = (reply: Reply, send: (body: number) => void): HostRow[] => [
  row('fastly_http_resp.new', 'response:at', ([at = 0], { view }) => {
    view.setUint32(at, handles.response, true);
    return status.ok;
  }),
  row(
    'fastly_http_resp.status_set',
    'response:i32 status:i32',
    ([, code = 0]) => {
      reply.status = code;
      return status.ok;
    },
  ),
  row(
    'fastly_http_resp.header_values_set',
    'response:i32 name:text values:text',
    (args, memory) => {
      const [, at = 0, length = 0, values = 0, size = 0] = args;
      const value = textAt(memory, values, size).replaceAll('\0', ' ').trim();
      reply.headers.set(textAt(memory, at, length), value);
      return status.ok;
    },
  ),
  row(
    'fastly_http_resp.framing_headers_mode_set',
    'response:i32 mode:i32',
    () => status.ok,
  ),
  row(
    'fastly_http_resp.send_downstream',
    'response:i32 body:i32 streaming:i32',
    ([, body = 0, streaming]) => {
      if (streaming === 0) send(body);
      return status.ok;
    },
  ),
];

/** The body of the response, which grows by writing. */
const writing = (reply: Reply, send: (body: number) => void): HostRow[] => [
  row('fastly_http_body.new', 'body:at', ([at = 0], { view }) => {
    const handle = handles.firstBody + reply.bodies.size;
    reply.bodies.set(handle, []);
    view.setUint32(at, handle, true);
    return status.ok;
  }),
  row(
    'fastly_http_body.write',
    'body:i32 data:text end:i32 written:at',
    ([body = 0, at = 0, length = 0, , written = 0], { bytes, view }) => {
      const parts = reply.bodies.get(body);
      if (!parts) return status.badf;
      parts.push(bytes.slice(at, at + length));
      view.setUint32(written, length, true);
      return status.ok;
    },
  ),
  row(
    'fastly_http_body.trailer_append',
    'body:i32 name:text values:text',
    () => status.ok,
  ),
  row('fastly_http_body.close', 'body:i32', ([body = 0]) => {
    if (reply.bodies.has(body)) send(body);
    return status.ok;
  }),
];

const byName = ([a]: readonly string[], [b]: readonly string[]): number =>
  (a ?? '') < (b ?? '') ? -1 : 1;

/** The whole host: what its one client asks, and what it gets. */
function functions({ args, print }: Outside): HostRow[] {
  const reply: Reply = { status: 200, headers: new Map(), bodies: new Map() };
  const send = (body: number): void => {
    print(`HTTP/1.1 ${reply.status}`);
    // They come in the order of a Go map, another one each time.
    for (const [name, value] of [...reply.headers].sort(byName))
      print(`${name}: ${value}`);
    const decoder = new TextDecoder();
    const parts = reply.bodies.get(body) ?? [];
    const text = parts.map((part) => decoder.decode(part, { stream: true }));
    print(`\n${text.join('').trimEnd()}`);
  };
  return [
    {
      ...{
        module: 'fastly_abi',
        name: 'init',
        signature: 'version:i64 -> i32',
      },
      call: () => status.ok,
      answers: statuses,
    },
    ...asking(questionOf(args)),
    ...downstream(),
    ...answering(reply, send),
    ...writing(reply, send),
  ];
}

/** A command with more to import than WASI. */
export const host: ProgramHost = { functions };
