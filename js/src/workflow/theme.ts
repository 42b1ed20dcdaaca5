// Light or dark, as the page around the widget is: JupyterLab, VS Code, Colab, marimo, or the system.
import { useEffect, useState } from "react";

export type Theme = "light" | "dark";

export function themeOfPage(): Theme {
  const { body, documentElement: html } = document;
  const jupyter = body.dataset.jpThemeLight;
  if (jupyter) return jupyter === "false" ? "dark" : "light";
  const vscode = body.dataset.vscodeThemeKind;
  if (vscode) return /dark|high-contrast$/.test(vscode) ? "dark" : "light";
  const named = html.getAttribute("theme") ?? html.dataset.theme ?? "";
  if (named) return named.includes("dark") ? "dark" : "light";
  if (html.classList.contains("dark") || body.classList.contains("dark")) return "dark";
  return globalThis.matchMedia?.("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function useTheme(): Theme {
  const [theme, setTheme] = useState(themeOfPage);
  useEffect(() => {
    const look = () => setTheme(themeOfPage());
    const observer = new MutationObserver(look);
    const attributeFilter = ["data-jp-theme-light", "data-vscode-theme-kind", "theme", "data-theme", "class"];
    for (const target of [document.body, document.documentElement]) observer.observe(target, { attributeFilter });
    const system = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
    system?.addEventListener("change", look);
    return () => {
      observer.disconnect();
      system?.removeEventListener("change", look);
    };
  }, []);
  return theme;
}
