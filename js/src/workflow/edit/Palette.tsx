// The palette: every block type by its group, found by words, put into the graph by click, Enter or drag.
import { type DragEvent, useId, useMemo, useState } from "react";
import { Icon, tile } from "../../blocks/icons";
import type { BlockInfo } from "../../model/types";
import { useView } from "../view";

export const DRAGGED = "application/x-powa-block";

export function Palette({ onAdd, onClose }: { onAdd(info: BlockInfo): void; onClose(): void }) {
  const { known } = useView();
  const [words, setWords] = useState("");
  const id = useId();
  const groups = useMemo(() => found([...new Set(known.catalog.values())], words), [known.catalog, words]);
  const first = groups[0]?.[1][0];
  return (
    <aside
      className="powa-palette"
      aria-label="Block types"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <input
        id={id}
        type="search"
        className="powa-input"
        placeholder="Find a block"
        aria-label="Find a block"
        value={words}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && first && onAdd(first)}
      />
      <div className="powa-palette-list nowheel">
        {groups.map(([group, infos]) => (
          <section key={group} aria-label={group}>
            <h3 className="powa-part-name">{group}</h3>
            {infos.map((info) => (
              <Item key={info.type} info={info} onAdd={onAdd} />
            ))}
          </section>
        ))}
        {groups.length === 0 && <p className="powa-nothing">No block type is called that.</p>}
      </div>
    </aside>
  );
}

function Item({ info, onAdd }: { info: BlockInfo; onAdd(info: BlockInfo): void }) {
  return (
    <button
      type="button"
      className="powa-palette-item"
      draggable
      title={info.description.split("\n")[0]}
      onDragStart={(event: DragEvent) => {
        event.dataTransfer.setData(DRAGGED, info.type);
        event.dataTransfer.effectAllowed = "copy";
      }}
      onClick={() => onAdd(info)}
    >
      <span className={tile(info)}>
        <Icon name={info.icon} size={16} />
      </span>
      {info.title}
    </button>
  );
}

/** Title before type before what it does: who types "sql" wants the SQL block first. */
function found(infos: BlockInfo[], words: string): [string, BlockInfo[]][] {
  const wanted = words.trim().toLowerCase();
  const groups = new Map<string, BlockInfo[]>();
  const ranked = infos
    .map((info) => ({ info, rank: rankOf(info, wanted) }))
    .filter(({ rank }) => rank < 9)
    .sort((a, b) => (wanted ? a.rank - b.rank : 0));
  for (const { info } of ranked) groups.set(info.group, [...(groups.get(info.group) ?? []), info]);
  return [...groups];
}

function rankOf(info: BlockInfo, wanted: string): number {
  if (!wanted) return 0;
  const places = [info.title, info.type, ...info.aliases, info.description].map((text) =>
    text.toLowerCase().indexOf(wanted),
  );
  const [title = -1, type = -1] = places;
  if (title === 0 || type === 0) return 0;
  if (title > 0 || type > 0) return 1;
  return places.some((place) => place >= 0) ? 2 : 9;
}
