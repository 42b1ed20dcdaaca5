// Markdown of a model as elements of the page: the only place where text from outside becomes more than text.
import createPurifier, { type Config } from "dompurify";
import MarkdownIt from "markdown-it";

/** What an answer needs, and no more: no images, forms, media, frames, drawings. */
const TAGS = [
  ...["p", "br", "hr", "blockquote", "pre", "code", "strong", "em", "s", "a", "ul", "ol", "li"],
  ...["h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"],
];
const ADDRESS = /^(?:https?:\/\/|mailto:|#)/i;
const STRICT: Config & { RETURN_DOM_FRAGMENT: true } = {
  ALLOWED_TAGS: TAGS,
  ALLOWED_ATTR: ["href", "start"],
  ALLOWED_URI_REGEXP: ADDRESS,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOW_SELF_CLOSE_IN_ATTR: false,
  SANITIZE_NAMED_PROPS: true,
  RETURN_DOM_FRAGMENT: true,
};

function reader() {
  const markdown = new MarkdownIt({ html: false, linkify: false, breaks: false });
  markdown.validateLink = (url) => ADDRESS.test(url);
  const { rules } = markdown.renderer;
  // A remote image is how text that was slipped in sends data out: its words are shown, nothing is loaded.
  rules.image = (tokens, index) => markdown.utils.escapeHtml(tokens[index]?.content || "image");
  rules.heading_open = (tokens, index) => `<${level(tokens[index]?.tag)}>`;
  rules.heading_close = (tokens, index) => `</${level(tokens[index]?.tag)}>`;
  return markdown;
}

/** The headings of an answer stand below those of the page. */
function level(tag = "h6"): string {
  return `h${Math.min(6, Number(tag.slice(1)) + 3)}`;
}

function purifier() {
  const purify = createPurifier(window); // of our own: others on the page keep their hooks to themselves
  purify.addHook("afterSanitizeAttributes", (node) => {
    if (node.tagName !== "A") return;
    node.setAttribute("target", "_blank");
    node.setAttribute("rel", "noopener noreferrer");
  });
  return purify;
}

let made: { markdown: ReturnType<typeof reader>; purify: ReturnType<typeof purifier> } | null = null;

/** The text as a fragment of clean elements. */
export function rendered(text: string): DocumentFragment {
  made ??= { markdown: reader(), purify: purifier() };
  return made.purify.sanitize(made.markdown.render(text), STRICT);
}

/** Puts the text, as elements, in the place of what the element holds. */
export function draw(element: HTMLElement, text: string): void {
  element.replaceChildren(rendered(text));
}
