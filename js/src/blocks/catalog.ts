// The catalog that Python sent, looked up by a type word or one of its aliases.
import type { BlockInfo } from "../model/types";

export type Catalog = ReadonlyMap<string, BlockInfo>;

export function toCatalog(blocks: BlockInfo[]): Catalog {
  const catalog = new Map<string, BlockInfo>();
  for (const info of blocks) for (const alias of info.aliases ?? []) catalog.set(alias, info);
  for (const info of blocks) catalog.set(info.type, info);
  return catalog;
}

/** What a type is called on the screen; its own word where the catalog does not know it. */
export function titleOf(catalog: Catalog, type: string): string {
  return catalog.get(type)?.title ?? type;
}

const INPUTS = new Set(["input", "starter", "manual"]);

export function isInput(catalog: Catalog, type: string): boolean {
  return INPUTS.has(type) || INPUTS.has(catalog.get(type)?.type ?? "");
}
