/**
 * A reader's text: what the browser keeps of it, and the link that carries it.
 */

import { describe, expect, test } from 'vitest';
import { keep, recall } from '../../site/go/kept.ts';
import { foldFiles, unfoldFiles } from '../../site/go/share.ts';

describe('what is kept and shared', () => {
  const files = { 'main.go': 'package main // 砂場 🏖\n', 'a/b.go': '' };

  test('a text comes back from the store, and from a link', async () => {
    const texts = new Map<string, string>();
    const place = {
      getItem: (key: string) => texts.get(key) ?? null,
      setItem: (key: string, text: string) => void texts.set(key, text),
      removeItem: (key: string) => void texts.delete(key),
    };
    expect(keep(place, 'k', { files, before: undefined })).toBe(true);
    expect(recall(place, 'k')).toEqual({ files, before: undefined });
    expect(recall(place, 'other').files).toBeUndefined();
    const folded = await foldFiles(files);
    expect(folded).toMatch(/^[\w-]+$/);
    expect(await unfoldFiles(folded)).toEqual(files);
  });

  test('a store that is full says so', () => {
    const place = {
      getItem: () => '{"files":7,"before":{"../x":"y"}}',
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
      removeItem: () => undefined,
    };
    expect(keep(place, 'k', { files, before: undefined })).toBe(false);
    const nothing = { files: undefined, before: undefined };
    expect(recall(place, 'k')).toEqual(nothing);
  });

  test.each(['', '!', 'AAAA', 'q1YqAA'])(
    'the link %j holds nothing',
    async (value) => {
      expect(await unfoldFiles(value)).toBeUndefined();
    },
  );

  test('a link that unfolds without end is refused', async () => {
    const huge = await foldFiles({ 'main.go': ' '.repeat(2_000_000) });
    expect(huge.length).toBeLessThan(10_000);
    expect(await unfoldFiles(huge)).toBeUndefined();
  });
});
