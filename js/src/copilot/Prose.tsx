// An answer as it grows: what is finished is drawn once, only the last piece again with each frame.
import { memo, useLayoutEffect, useRef } from "react";
import { draw } from "./markdown";
import type { Growing } from "./pieces";

/** A last piece longer than this is shown as plain text while it grows. */
const LONG = 4_000;

export const Prose = memo(function Prose({ text, running }: { text: Growing; running: boolean }) {
  return (
    <div className="powa-prose">
      <Done pieces={text.done} />
      {text.tail && (running && text.tail.length > LONG ? <Plain text={text.tail} /> : <Piece text={text.tail} />)}
    </div>
  );
});

const Done = memo(function Done({ pieces }: { pieces: readonly string[] }) {
  return (
    <>
      {pieces.map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces are only added at the end.
        <Piece key={index} text={piece} />
      ))}
    </>
  );
});

const Piece = memo(function Piece({ text }: { text: string }) {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (element.current) draw(element.current, text);
  }, [text]);
  return <div ref={element} className="powa-piece" />;
});

function Plain({ text }: { text: string }) {
  const slices = Array.from({ length: Math.ceil(text.length / LONG) }, (_, at) =>
    text.slice(at * LONG, (at + 1) * LONG),
  );
  return (
    <pre className="powa-plain">
      {slices.map((slice, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: slices are only added at the end.
        <Slice key={index} text={slice} />
      ))}
    </pre>
  );
}

const Slice = memo(function Slice({ text }: { text: string }) {
  return <span>{text}</span>;
});
