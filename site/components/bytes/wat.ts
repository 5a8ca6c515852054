/**
 * Where in a WAT text the things of its module stand: the text's side of the
 * tie between bytes and meaning.
 *
 * Not a parser: it knows parentheses, strings and comments, the forms of a
 * module, and that a folded instruction comes after what is folded into it. It
 * names what it finds as fields.ts does: `import 0`, `code 0 3`.
 */

import { instructions } from '../../../engine/index.ts';

/** A stretch of the text and the item it says. */
export type Span = {
  readonly start: number;
  readonly end: number;
  readonly item: string;
};

/** A word of the text, or a list in parentheses. */
type Node = {
  readonly text: string;
  readonly start: number;
  end: number;
  readonly list: Node[] | undefined;
};

/** The section in which a form's bytes stand. */
const sectionOf: Readonly<Record<string, string>> = {
  rec: 'group',
  type: 'type',
  import: 'import',
  func: 'code',
  table: 'table',
  memory: 'memory',
  tag: 'tag',
  global: 'global',
  export: 'export',
  elem: 'element',
  data: 'data',
};

const names = new Set<string>(instructions.map(({ name }) => name));

/** The spans of a text, outer before inner. */
export function spans(wat: string): Span[] {
  const found: Span[] = [];
  const counts = new Map<string, number>();
  const count = (node: Node): string | undefined => {
    const section = sectionOf[headOf(node)];
    if (section === undefined) return undefined;
    const next = counts.get(section) ?? 0;
    counts.set(section, next + 1);
    const item = `${section} ${next}`;
    found.push({ start: node.start, end: node.end, item });
    return item;
  };
  const module = tree(wat).find((node) => headOf(node) === 'module');
  for (const form of module?.list ?? []) {
    const item = count(form);
    const inline = form.list?.filter((node) => headOf(node) === 'export');
    inline?.forEach(count);
    if (item?.startsWith('group')) form.list?.forEach(count);
    if (item?.startsWith('code')) found.push(...body(form, item));
  }
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** The instructions of a function, in the order of the binary. */
function body(func: Node, item: string): Span[] {
  const found: Span[] = [];
  const emit = (start: number, end: number) => {
    found.push({ start, end, item: `${item} ${found.length}` });
  };
  const sequence = (nodes: readonly Node[]) => {
    nodes.forEach((node, index) => {
      if (node.list) folded(node, node.list);
      else if (names.has(node.text)) emit(node.start, wordsEnd(nodes, index));
    });
  };
  const folded = (node: Node, list: readonly Node[]) => {
    const [head] = list;
    if (head === undefined || !names.has(head.text)) return;
    const inner = list.slice(1).filter((each) => each.list);
    const own = () => emit(head.start, wordsEnd(list, 0));
    if (head.text === 'if') {
      const arm = (name: string) => inner.find((each) => headOf(each) === name);
      sequence(inner.filter((each) => !/^(?:then|else)$/.test(headOf(each))));
      own();
      sequence(arm('then')?.list?.slice(1) ?? []);
      const other = arm('else');
      if (other) {
        emit(other.start + 1, other.start + 5);
        sequence(other.list?.slice(1) ?? []);
      }
      emit(node.end - 1, node.end);
    } else if (/^(?:block|loop|try_table)$/.test(head.text)) {
      own();
      sequence(list.slice(1));
      emit(node.end - 1, node.end);
    } else {
      sequence(inner);
      own();
    }
  };
  sequence(func.list?.slice(1) ?? []);
  emit(func.end - 1, func.end);
  return found;
}

const headOf = (node: Node): string => node.list?.[0]?.text ?? '';

/** Where an instruction's immediates end: the words after it that are no instruction. */
function wordsEnd(nodes: readonly Node[], at: number): number {
  const ends = nodes.findIndex(
    (node, index) => index > at && (node.list || names.has(node.text)),
  );
  return nodes[(ends === -1 ? nodes.length : ends) - 1]?.end ?? 0;
}

/** The text as words and lists; comments and space are left out. */
function tree(wat: string): Node[] {
  const token = /;;[^\n]*|\(;[^]*?;\)|"(?:[^"\\]|\\.)*"|[()]|[^\s()";]+/g;
  const root: Node[] = [];
  const open: Node[] = [];
  for (const { 0: text, index: start } of wat.matchAll(token)) {
    if (text.startsWith(';;') || text.startsWith('(;')) continue;
    const end = start + text.length;
    if (text === ')') {
      const closed = open.pop();
      if (closed) closed.end = end;
      continue;
    }
    const list: Node[] | undefined = text === '(' ? [] : undefined;
    const node = { text, start, end, list };
    (open.at(-1)?.list ?? root).push(node);
    if (list) open.push(node);
  }
  return root;
}
