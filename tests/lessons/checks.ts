/**
 * What must hold of a lesson's text, as functions that answer with sentences.
 *
 * Each takes lessons already read and says what is wrong, one sentence a
 * fault, with file and line; no sentence means that all is well. So the same
 * checks run on the course and, in checks.test.ts, on lessons made to fail.
 */

import type { Files, Showing } from '../../site/literate/coverage.ts';
import { findBlock, NoPiece } from '../../site/literate/extract.ts';
import { unmarked } from '../../site/literate/highlight.ts';
import { parts, strings } from '../../site/literate/mdx.ts';
import type { Tag } from '../../site/literate/mdx.ts';
import { isCurrent } from '../../site/literate/translation.ts';

/** The most lines of source a lesson shows at a time, folded ones not counted. */
const LONGEST_PIECE = 30;

/** The most lines of TypeScript a lesson may hold by itself. */
const LONGEST_FENCE = 3;

/** Props that hold words for the reader; they differ between languages. */
const TEXT_PROPS = new Set([
  'alt',
  'caption',
  'description',
  'goal',
  'hint',
  'label',
  'note',
  'summary',
  'title',
]);

/** Components that run or let the reader touch something. */
const LIVE = new Set([
  'Console',
  'ByteView',
  'Bytes',
  'Stepper',
  'Live',
  'Race',
]);

/** Pieces that show more than LONGEST_PIECE lines, marks and folds that match nothing. */
export function pieceFaults(
  lessons: Files,
  showings: readonly Showing[],
): string[] {
  return showings.flatMap((showing) => {
    const { lesson, line, piece } = showing;
    const tag = parts(lessons.get(lesson) ?? '').tags.find(
      (one) => one.line === line && one.props.get('of') === showing.file,
    );
    const at = `${lesson}:${line}`;
    const marks = strings(tag?.props.get('mark'));
    const faults = unmarked(piece.lines, marks).map(
      (word) => `${at}: nothing to mark with '${word}'`,
    );
    let visible = piece.lines.length;
    for (const words of strings(tag?.props.get('fold'))) {
      try {
        const { start, end } = findBlock(piece.lines, words);
        visible -= end - start;
      } catch (error) {
        if (!(error instanceof NoPiece)) throw error;
        faults.push(`${at}: nothing to fold: ${error.message}`);
      }
    }
    if (visible > LONGEST_PIECE)
      faults.push(`${at}: ${visible} lines, more than ${LONGEST_PIECE}`);
    return faults;
  });
}

/** Lessons in one language only, and twins that differ in components, props, headings or fences. */
export function twinFaults(lessons: Files): string[] {
  const english = [...lessons.keys()].filter((path) => !isJapanese(path));
  const orphans = [...lessons.keys()]
    .filter((path) => isJapanese(path) && !lessons.has(original(path)))
    .map((path) => `${path}: there is no English text beside it`);
  const faults = english.flatMap((path) => {
    const twin = lessons.get(translated(path));
    if (twin === undefined) return [`${path}: there is no Japanese beside it`];
    const [ours, theirs] = [skeleton(lessons.get(path) ?? ''), skeleton(twin)];
    const at = ours.findIndex((one, i) => one.what !== theirs[i]?.what);
    const index = at === -1 && theirs.length > ours.length ? ours.length : at;
    if (index === -1) return [];
    return [
      `${path}:${ours[index]?.line ?? 'end'} has ${ours[index]?.what ?? 'no more'}, ` +
        `${translated(path)}:${theirs[index]?.line ?? 'end'} has ${theirs[index]?.what ?? 'no more'}`,
    ];
  });
  return [...orphans, ...faults];
}

/** Japanese lessons whose English has changed since they were stamped. */
export function staleFaults(lessons: Files): string[] {
  return [...lessons].flatMap(([path, japanese]) => {
    const english = lessons.get(original(path));
    if (!isJapanese(path) || english === undefined) return [];
    return isCurrent(japanese, english)
      ? []
      : [`${path}: translated from another text; see site/literate/stamp.ts`];
  });
}

/** Fenced TypeScript longer than LONGEST_FENCE lines that is not tagged as a sketch: real code is shown by name. */
export function fenceFaults(lessons: Files): string[] {
  return [...lessons].flatMap(([path, text]) =>
    parts(text)
      .fences.filter(({ language }) => /^(?:ts|typescript)$/.test(language))
      .filter(({ lines }) => lines.length > LONGEST_FENCE)
      .filter(({ meta }) => !meta.split(' ').includes('sketch'))
      .map(
        ({ line }) => `${path}:${line}: code that is no piece of the engine`,
      ),
  );
}

/** Lessons with no goal, nothing live, nothing to try, or no sources. */
export function shapeFaults(lessons: Files): string[] {
  return [...lessons].flatMap(([path, text]) => {
    const { frontmatter, tags } = parts(text);
    const has = (name: string) => tags.some((tag) => tag.name === name);
    const wanted: [string, boolean][] = [
      ['a title', !!frontmatter.get('title')],
      ['a goal', !!frontmatter.get('goal') || has('Goal')],
      ['anything live', tags.some((tag) => LIVE.has(tag.name))],
      ['anything to <Try>', has('Try')],
      ['sources', !!frontmatter.get('sources') || has('Sources')],
    ];
    return wanted
      .filter(([, there]) => !there)
      .map(([what]) => `${path}: it does not have ${what}`);
  });
}

/** What two twins must share, in order, each with its line. */
function skeleton(text: string): { what: string; line: number }[] {
  const { frontmatter, tags, headings, fences } = parts(text);
  const keys = [...frontmatter.keys()]
    .filter((key) => key !== 'translationOf')
    .sort()
    .map((key) =>
      key === 'minutes' ? `minutes ${frontmatter.get(key)}` : key,
    );
  return [
    { what: `frontmatter of ${keys.join(', ') || 'nothing'}`, line: 1 },
    ...tags.map((tag) => ({ what: tagText(tag), line: tag.line })),
    ...headings.map(({ depth, line }) => ({
      what: `a heading of level ${depth}`,
      line,
    })),
    ...fences.map(({ language, meta, line }) => ({
      what: `a fence ${`${language} ${meta}`.trim()}`,
      line,
    })),
  ].sort((a, b) => a.line - b.line);
}

function tagText({ name, kind, props }: Tag): string {
  const kept = [...props]
    .filter(([prop]) => !TEXT_PROPS.has(prop))
    .map(([prop, value]) => ` ${prop}=${JSON.stringify(bare(value))}`)
    .sort();
  if (kind === 'close') return `</${name}>`;
  return `<${name}${kept.join('')}${kind === 'empty' ? ' /' : ''}>`;
}

/** A list of sources without their titles, which may be translated; any other value as it is. */
function bare(value: string): string {
  const kept = [...value.matchAll(/\b(?:id|url): *(['"`]).*?\1/g)];
  if (!value.startsWith('{') || kept.length === 0) return value;
  return kept.map(([text]) => text).join(', ');
}

function isJapanese(path: string): boolean {
  return path.endsWith('.ja.mdx');
}

function translated(path: string): string {
  return path.replace(/\.mdx$/, '.ja.mdx');
}

function original(path: string): string {
  return path.replace(/\.ja\.mdx$/, '.mdx');
}
