/** What the chart library takes. */
export type ChartOption = Readonly<Record<string, unknown>>;

export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/** A chart as SVG text, the same for the same option; the library is loaded when a chart is wanted and not before. */
export async function chartSvg(option: ChartOption, size: ChartSize): Promise<string> {
  const { init } = await import('echarts');
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({ animation: false, ...option });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
