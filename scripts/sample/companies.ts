/** An invented organisation: name, ISO 3166 country, and in China the code of its region. */
export interface Company {
  readonly name: string;
  readonly country: string;
  /** GB/T 2260, six digits; part of the unified social credit code. */
  readonly region?: string;
}

function inChina(region: string, name: string): Company {
  return { name, country: 'CN', region };
}

function inEurope(country: string, name: string): Company {
  return { name, country };
}

/** Invented: a resemblance to an organisation that exists would be chance. */
export const SUPPLIERS: readonly Company[] = [
  inChina('320500', '苏州澜柏精密机械有限公司'),
  inChina('330200', '宁波霁岚紧固件有限公司'),
  inChina('440300', '深圳砚舟电子科技有限公司'),
  inChina('441900', '东莞翊禾塑胶制品有限公司'),
  inChina('320200', '无锡钧璞轴承制造有限公司'),
  inChina('370200', '青岛汐岭冷链设备有限公司'),
  inChina('330100', '杭州芃野纺织有限公司'),
  inChina('350200', '厦门屿棠包装材料有限公司'),
  inChina('420100', '武汉砺川光电有限公司'),
  inChina('510100', '成都岷溪自动化工程有限公司'),
  inChina('610100', '西安垣筑传感技术有限公司'),
  inChina('120100', '天津瀚汀化工有限公司'),
  inChina('210200', '大连沐礁水产食品有限公司'),
  inChina('430100', '长沙橘渚建材有限公司'),
  inChina('340100', '合肥芮程新能源部件有限公司'),
  inChina('440600', '佛山陶岚卫浴有限公司'),
  inChina('330600', '绍兴鉴水染整有限公司'),
  inChina('320400', '常州翃飞线缆有限公司'),
  inChina('370600', '烟台葭湾果品有限公司'),
  inChina('500000', '重庆嶙江汽车零部件有限公司'),
  inChina('310000', '上海栖桥仪器仪表有限公司'),
  inChina('350500', '泉州刺桐屿鞋材有限公司'),
  inEurope('DE', 'Ahlbruck Zerspanungstechnik GmbH'),
  inEurope('DE', 'Wesselkamp Dichtungen GmbH & Co. KG'),
  inEurope('DE', 'Morgenthau-Riedel Elektronik GmbH'),
  inEurope('AT', 'Steinkogler Holzwerk GmbH'),
  inEurope('NL', 'Van Oosterveen Verpakkingen B.V.'),
  inEurope('NL', 'Hazelhof Groentechniek B.V.'),
  inEurope('BE', 'Vermandel Textiles SA'),
  inEurope('FR', 'Ateliers Brissonnet SAS'),
  inEurope('FR', 'Verrerie de Clairmont-sur-Orle SARL'),
  inEurope('IT', 'Officine Baldrighi S.r.l.'),
  inEurope('IT', 'Ceramiche Torvalta S.p.A.'),
  inEurope('ES', 'Conservas Islares del Norte S.L.'),
  inEurope('ES', 'Talleres Urrutibeaskoa S.A.'),
  inEurope('PL', 'Zakłady Metalowe Brzezanka Sp. z o.o.'),
  inEurope('PL', 'Drukarnia Wilkowicz Sp. z o.o.'),
  inEurope('DK', 'Skovlunde-Hansen Komponenter A/S'),
  inEurope('SE', 'Björkvalla Filterteknik AB'),
  inEurope('FI', 'Kallavuori Konepaja Oy'),
];

export const BUYERS: readonly Company[] = [
  inChina('310000', '上海衡屿重工集团有限公司'),
  inChina('440100', '广州粤棠百货连锁有限公司'),
  inChina('110000', '北京朔汀轨道装备有限公司'),
  inChina('440300', '深圳寰翊智能终端有限公司'),
  inChina('340100', '合肥霖驰新能源汽车有限公司'),
  inChina('330100', '杭州溯桥电商供应链有限公司'),
  inChina('370200', '青岛泊澜家电有限公司'),
  inChina('420100', '武汉江砺船舶工程有限公司'),
  inEurope('DE', 'Rheinfeld Automotive Systems AG'),
  inEurope('DE', 'Hansekontor Warenhaus SE'),
  inEurope('NL', 'Noorderlicht Retail Group N.V.'),
  inEurope('FR', 'Compagnie Aurélienne de Distribution SA'),
  inEurope('IT', 'Gruppo Valmarina Elettrodomestici S.p.A.'),
  inEurope('ES', 'Infraestructuras Peñalara Vía S.A.'),
  inEurope('SE', 'Vintersjö Industri AB'),
];

export const FINANCIERS: readonly Company[] = [
  inChina('310000', '上海汇岚商业保理有限公司'),
  inChina('440300', '深圳禾桥商业银行股份有限公司'),
  inChina('120100', '天津渤屿商业保理有限公司'),
  inEurope('DE', 'Elbtor Factoring Bank AG'),
  inEurope('NL', 'Zuiderdok Trade Finance N.V.'),
];

export const COLLECTORS: readonly Company[] = [inEurope('DE', 'Tannhofer Inkasso GmbH')];
