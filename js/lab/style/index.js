// The style sheet of the labextension, for JupyterLab's builder.
import "./index.css";
