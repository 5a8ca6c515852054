/**
 * What the site does to a lesson's MDX before it becomes a page.
 *
 * Three small passes over the trees: the lesson components are imported for
 * the author, headings get a link to themselves, and links that begin with a
 * slash get the base path and the language of the page. Authors write plain
 * MDX, the same in both languages.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fill, strings } from '../strings.ts';

/** As much of a Markdown or HTML tree as is used here. */
type Node = {
  type: string;
  name?: string | null;
  tagName?: string;
  value?: string;
  data?: unknown;
  properties?: Record<string, unknown>;
  children?: Node[];
};

/** As much of a file as is used here. */
type File = { readonly path?: string };

/** Where the components of a lesson may stand. */
const folders = ['site/components', 'site/console'];

/** Imports each component a lesson uses and does not import or define itself. */
export const importComponents =
  ({ root }: { readonly root: string }) =>
  (tree: Node): void => {
    const own = children(tree)
      .filter(({ type }) => type === 'mdxjsEsm')
      .map(({ value = '' }) => value)
      .join('\n');
    const used = new Set<string>();
    walk(tree, ({ type, name }) => {
      if (type.startsWith('mdxJsx') && name && /^[A-Z]\w*$/.test(name)) {
        if (!new RegExp(`\\b${name}\\b`).test(own)) used.add(name);
      }
    });
    const imports = [...used].flatMap((name) => {
      const file = folders
        .map((folder) => `${folder}/${name}.astro`)
        .find((each) => existsSync(join(root, each)));
      return file === undefined ? [] : [importOf(name, `/${file}`)];
    });
    tree.children = [...imports, ...children(tree)];
  };

/** The syntax tree of `import name from 'from'`, as MDX wants it. */
const importOf = (name: string, from: string): Node => ({
  type: 'mdxjsEsm',
  value: `import ${name} from '${from}'`,
  data: {
    estree: {
      type: 'Program',
      sourceType: 'module',
      body: [
        {
          type: 'ImportDeclaration',
          specifiers: [
            {
              type: 'ImportDefaultSpecifier',
              local: { type: 'Identifier', name },
            },
          ],
          source: { type: 'Literal', value: from, raw: `'${from}'` },
          attributes: [],
        },
      ],
    },
  },
});

/** Puts a link to itself at the end of every heading that has an id. */
export const linkHeadings = () => (tree: Node, file: File) => {
  const { linkTo } = strings(localeOf(file));
  walk(tree, (node) => {
    const id = node.properties?.['id'];
    if (!/^h[2-4]$/.test(node.tagName ?? '') || typeof id !== 'string') return;
    const label = fill(linkTo, { title: textOf(node) });
    const properties = { href: `#${id}`, className: ['anchor'] };
    node.children = [
      ...children(node),
      {
        type: 'element',
        tagName: 'a',
        properties: { ...properties, ariaLabel: label },
        children: [],
      },
    ];
  });
};

/** Makes links that begin with a slash lead to the same language, below the base path. */
export const localLinks =
  ({ base }: { readonly base: string }) =>
  (tree: Node, file: File) => {
    const prefix = localeOf(file) === 'ja' ? '/ja' : '';
    walk(tree, ({ tagName, properties }) => {
      const to = properties?.['href'];
      if (tagName !== 'a' || properties === undefined) return;
      if (typeof to !== 'string' || !/^\/(?!\/)/.test(to)) return;
      const isFile = /\.\w+(?:#.*)?$/.test(to);
      const below = base.replace(/\/$/, '');
      properties['href'] = `${below}${isFile ? '' : prefix}${to}`;
    });
  };

const localeOf = ({ path = '' }: File) =>
  path.endsWith('.ja.mdx') ? ('ja' as const) : ('en' as const);

const children = (node: Node): Node[] => node.children ?? [];

const textOf = (node: Node): string =>
  node.value ?? children(node).map(textOf).join('');

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const child of children(node)) walk(child, visit);
}
