declare module 'edmonds-blossom-fixed' {
  /**
   * A matching of the greatest weight in a graph.
   * @param edges `[vertex, vertex, weight]` each, vertices from 0, weights integers
   * @param maxCardinality whether as many vertices as possible are matched first
   * @returns for each vertex the one that it is matched with, or -1
   */
  function blossom(edges: readonly (readonly [number, number, number])[], maxCardinality?: boolean): number[];
  export = blossom;
}
