// The messages, which stay scrolled to their end unless somebody reads further up.
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useCopilot } from "./context";
import type { Conversation, Item } from "./item";
import { MessageView } from "./MessageView";

/** So near to the end counts as at the end. */
const NEAR = 40;

interface TranscriptProps {
  conversation: Conversation;
  suggestions: readonly string[];
}

export function Transcript({ conversation: { past, running }, suggestions }: TranscriptProps) {
  const element = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stays = useRef(true);
  const [away, setAway] = useState(false);
  const down = useCallback(() => {
    if (element.current) element.current.scrollTop = element.current.scrollHeight;
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is added moves the end.
  useLayoutEffect(() => {
    if (stays.current) down();
  }, [past, running]);
  useEffect(() => {
    if (!content.current) return;
    const observer = new ResizeObserver(() => stays.current && down()); // a card that opens moves the end as well
    observer.observe(content.current);
    return () => observer.disconnect();
  }, [down]);
  const onScroll = () => {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = element.current ?? {};
    stays.current = scrollHeight - scrollTop - clientHeight < NEAR;
    setAway(!stays.current);
  };
  return (
    <div className="powa-transcript-frame">
      <section
        ref={element}
        className="powa-transcript nowheel"
        aria-label="Conversation"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
        tabIndex={0}
        onScroll={onScroll}
      >
        <div ref={content} className="powa-talk">
          {!past.length && !running && <Beginning suggestions={suggestions} />}
          <Past items={past} retry={!running} />
          {running && <MessageView item={running} last={false} />}
        </div>
      </section>
      {away && (
        <button type="button" className="powa-button powa-latest" onClick={down}>
          Latest
        </button>
      )}
    </div>
  );
}

/** Drawn again when a turn ends, not with every word of it. */
const Past = memo(function Past({ items, retry }: { items: readonly Item[]; retry: boolean }) {
  return (
    <>
      {items.map((item, place) => (
        <MessageView key={item.id} item={item} last={retry && place === items.length - 1} />
      ))}
    </>
  );
});

function Beginning({ suggestions }: { suggestions: readonly string[] }) {
  const { chat, led } = useCopilot();
  if (led) {
    return (
      <div className="powa-beginning">
        <p className="powa-message-title">Nothing has been said yet</p>
        <p>What you say changes the pipeline at once; Undo takes it back.</p>
      </div>
    );
  }
  return (
    <div className="powa-beginning">
      <p className="powa-message-title">Describe a workflow, and watch it being built</p>
      <p>Nothing is changed before you have seen the change and applied it.</p>
      {suggestions.length > 0 && (
        <ul aria-label="Suggestions">
          {suggestions.map((text) => (
            <li key={text}>
              <button type="button" className="powa-suggestion" onClick={() => void chat.send(text)}>
                {text}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
