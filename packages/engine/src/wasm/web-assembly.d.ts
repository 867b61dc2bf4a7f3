export {};

declare global {
  /** The part of the WebAssembly API that we use; Node's types leave it to the DOM library. */
  namespace WebAssembly {
    class Memory {
      constructor(descriptor: { readonly initial: number });
      readonly buffer: ArrayBuffer;
      grow(pages: number): number;
    }
    class Module {
      constructor(bytes: Uint8Array);
    }
    class Instance {
      constructor(module: Module, imports: Record<string, Record<string, Memory>>);
      readonly exports: Readonly<Record<string, unknown>>;
    }
  }
}
