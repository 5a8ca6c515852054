/** Sockets: a program that listens, and one on the other side of the page. */

import { describe, expect, test } from 'vitest';
import { loopback, pipe } from '../../engine/wasi/pipe.ts';
import { decode, encode } from '../../engine/wasi/strings.ts';
import { program } from './program.ts';

const nonblock = 4;

/** A program to which `clients` have connected; 3 listens, 4 … are accepted. */
function server(clients = 1) {
  const { listener, connect } = loopback();
  const p = program({}, { sockets: [listener] });
  const others = Array.from({ length: clients }, connect);
  const accepted = others.map(() => p.call('sock_accept', 3, 0, 0x10));
  const receive = (flags: number, max: number, fd = 4) =>
    p.start('sock_recv', fd, ...p.piece(0x20, 0x100, max), flags, 0x30, 0x34);
  const send = (text: string, fd = 4) =>
    p.start('sock_send', fd, ...p.piece(0x20, ...p.put(text, 0x200)), 0, 0x30);
  const got = () => p.text(0x100, p.view.getUint32(0x30, true));
  return { p, others, accepted, connect, receive, send, got };
}

const heard = (bytes: Uint8Array | string): string =>
  typeof bytes === 'string' ? bytes : (decode(bytes) ?? '?');

describe('sock_accept', () => {
  test('gives each who connects a descriptor of its own', () => {
    const { p, accepted } = server(2);
    expect(accepted).toEqual(['success', 'success']);
    expect(p.view.getUint32(0x10, true)).toBe(5);
    p.call('fd_fdstat_get', 4, 0);
    expect(p.view.getUint8(0)).toBe(6);
  });

  test('waits for the next, or not', async () => {
    const { p, connect } = server(0);
    const answer = p.start('sock_accept', 3, 0, 0x10);
    connect();
    expect(await answer).toBe('success');
    p.call('fd_fdstat_set_flags', 3, nonblock);
    expect(p.call('sock_accept', 3, 0, 0x10)).toBe('again');
  });

  test('wants a socket that listens', () => {
    const { p } = server();
    expect(p.call('sock_accept', 4, 0, 0x10)).toBe('inval');
    expect(p.call('sock_accept', 3, 1, 0x10)).toBe('inval');
    expect(p.call('sock_accept', 0, 0, 0x10)).toBe('notsock');
    expect(p.call('sock_accept', 9, 0, 0x10)).toBe('badf');
  });
});

describe('sock_recv and sock_send', () => {
  test('carry bytes both ways', async () => {
    const { others: [other], receive, send, got } = server(); // prettier-ignore
    await other?.output.write(encode('Hello'));
    expect([receive(0, 3), got()]).toEqual(['success', 'Hel']);
    expect([receive(0, 9), got()]).toEqual(['success', 'lo']);
    expect(send('砂')).toBe('success');
    expect(heard(other?.input.read(9) ?? '')).toBe('砂');
  });

  test('PEEK leaves the bytes there', () => {
    const { others: [other], receive, got } = server(); // prettier-ignore
    void other?.output.write(encode('Hello'));
    expect([receive(1, 9), got()]).toEqual(['success', 'Hello']);
    expect([receive(0, 9), got()]).toEqual(['success', 'Hello']);
  });

  test('WAITALL waits for all, or the end', async () => {
    const { others: [other], receive, got } = server(); // prettier-ignore
    const all = receive(2, 4);
    void other?.output.write(encode('ab'));
    void other?.output.write(encode('cdef'));
    expect([await all, got()]).toEqual(['success', 'abcd']);
    const rest = receive(2, 4);
    other?.output.end();
    expect([await rest, got()]).toEqual(['success', 'ef']);
  });

  test('an empty connection makes wait, or answers again; an ended one 0 bytes', async () => {
    const { p, others: [other], receive, got } = server(); // prettier-ignore
    const late = receive(0, 9);
    void other?.output.write(encode('late'));
    expect([await late, got()]).toEqual(['success', 'late']);
    p.call('fd_fdstat_set_flags', 4, nonblock);
    expect(receive(0, 9)).toBe('again');
    other?.output.end();
    expect([receive(0, 9), got()]).toEqual(['success', '']);
  });

  test('refuse what they do not know', () => {
    const { p, receive } = server();
    expect(receive(4, 9)).toBe('inval');
    expect(receive(0, 9, 3)).toBe('notconn');
    expect(receive(0, 9, 1)).toBe('notsock');
    expect(receive(0, 9, 9)).toBe('badf');
    const send = (fd: number, flags: number) =>
      p.call('sock_send', fd, ...p.piece(0x20, 0x100, 1), flags, 0x30);
    expect([send(4, 1), send(3, 0), send(1, 0), send(9, 0)]).toEqual([
      'inval',
      'notconn',
      'notsock',
      'badf',
    ]);
  });

  test('fd_read and fd_write do it too, and fd_close ends it', () => {
    const { p, others: [other] } = server(); // prettier-ignore
    void other?.output.write(encode('Hello'));
    expect(p.read(4)).toBe('Hello');
    expect(p.write(4, 'Bye')).toBe('success');
    expect(heard(other?.input.read(9) ?? '')).toBe('Bye');
    expect(p.call('fd_close', 4)).toBe('success');
    expect(other?.input.read(9)).toBe('end');
    expect(other?.output.write(encode('?'))).toBe('closed');
  });
});

describe('sock_shutdown', () => {
  test('for writing: the other side hears the end', () => {
    const { p, others: [other], send } = server(); // prettier-ignore
    expect(p.call('sock_shutdown', 4, 2)).toBe('success');
    expect(other?.input.read(9)).toBe('end');
    expect(send('more')).toBe('pipe');
  });

  test('for reading: the other side cannot write any more', () => {
    const { p, others: [other], receive, got } = server(); // prettier-ignore
    expect(p.call('sock_shutdown', 4, 1)).toBe('success');
    expect(other?.output.write(encode('x'))).toBe('closed');
    expect([receive(0, 9), got()]).toEqual(['success', '']);
  });

  test('refuses what it does not know', () => {
    const { p } = server();
    const shut = (fd: number, how: number) => p.call('sock_shutdown', fd, how);
    expect([shut(4, 0), shut(4, 4), shut(3, 3), shut(1, 1), shut(9, 1)]).toEqual(['inval', 'inval', 'notconn', 'notsock', 'badf']); // prettier-ignore
  });
});

test('poll_oneoff is woken by who connects and by what arrives', async () => {
  const { p, connect } = server(0);
  const wait = async (fd: number) => {
    p.memory.fill(0, 0x100, 0x130);
    p.view.setUint8(0x108, 1);
    p.view.setUint32(0x110, fd, true);
    return p.start('poll_oneoff', 0x100, 0x200, 1, 0x300);
  };
  const connected = wait(3);
  const other = connect();
  expect(await connected).toBe('success');
  p.call('sock_accept', 3, 0, 0x10);
  const arrived = wait(4);
  void other.output.write(encode('x'));
  expect(await arrived).toBe('success');
  expect(p.read(4)).toBe('x');
});

test('a pipe holds so much, then whoever writes waits', async () => {
  const { input, output } = pipe(4);
  expect(output.write(encode('1234'))).toBeUndefined();
  let done = false;
  const late = Promise.resolve(output.write(encode('5'))).then(() => {
    done = true;
  });
  await Promise.resolve();
  expect(done).toBe(false);
  expect(heard(input.read(1))).toBe('1');
  await late;
  output.end();
  expect([input.read(9), input.read(9), input.read(9)].map(heard)).toEqual(['234', '5', 'end']); // prettier-ignore
  const stuck = pipe(1);
  const never = stuck.output.write(encode('ab'));
  stuck.input.close();
  expect(await never).toBe('closed');
});
