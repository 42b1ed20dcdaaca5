// The builder hands drawings over as text.
declare module "*.svg" {
  const text: string;
  export default text;
}
