// The editor in the house's colours, which follow the page's light and dark by themselves.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const style = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: "var(--powa-code-keyword)", fontWeight: "600" },
  { tag: [tags.typeName], color: "var(--powa-code-type)" },
  { tag: [tags.standard(tags.name)], color: "var(--powa-code-function)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--powa-code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--powa-code-number)" },
  { tag: [tags.lineComment, tags.blockComment], color: "var(--powa-code-comment)", fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "13px", backgroundColor: "transparent", color: "var(--powa-fg)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--powa-mono)", lineHeight: "1.55", overflow: "auto" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--powa-fg)" },
  ".cm-line": { padding: "0 12px 0 8px" },
  ".cm-cursor": { borderLeftColor: "var(--powa-fg)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--powa-bg)", color: "var(--powa-faint)", border: "0" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "30px", padding: "0 6px 0 8px" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--powa-fg) 4%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--powa-fg)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--powa-blue) 26%, transparent)",
  },
  ".cm-matchingBracket": { backgroundColor: "color-mix(in srgb, var(--powa-blue) 20%, transparent)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--powa-red)",
    textDecorationSkipInk: "none",
    textUnderlineOffset: "3px",
    backgroundColor: "color-mix(in srgb, var(--powa-red) 12%, transparent)",
  },
  ".cm-placeholder": { color: "var(--powa-soft)" },
  ".cm-tooltip": {
    border: "1px solid var(--powa-line)",
    borderRadius: "8px",
    overflow: "hidden",
    backgroundColor: "var(--powa-pop)",
    color: "var(--powa-fg)",
    boxShadow: "var(--powa-shade)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--powa-mono)", fontSize: "12px", maxHeight: "14em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "2px 10px 2px 6px" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    background: "color-mix(in srgb, var(--powa-blue) 20%, transparent)",
    color: "var(--powa-fg)",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700", color: "var(--powa-blue)" },
  ".cm-completionDetail": { color: "var(--powa-soft)", fontStyle: "normal", marginLeft: "14px" },
  ".cm-completionIcon": { width: "1.1em", opacity: "0.75", paddingRight: "0.5em" },
  ".cm-completionIcon-table:after": { content: "'▦'" },
  ".cm-completionIcon-column:after": { content: "'◦'" },
  ".cm-completionIcon-schema:after": { content: "'▤'" },
  ".cm-diagnostic": { padding: "5px 10px", fontSize: "12px", maxWidth: "60ch" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--powa-red)" },
});

export const theme = [look, syntaxHighlighting(style)];
