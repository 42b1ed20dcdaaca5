// The mark of the extension, drawn so that JupyterLab's themes colour it.
import { LabIcon } from "@jupyterlab/ui-components";
import svgstr from "../style/powa.svg";

export const powaIcon = new LabIcon({ name: "jupyter_powa:mark", svgstr });
