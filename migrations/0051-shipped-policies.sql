-- The policies the product comes with. What has a document behind it is `sourced`; everything else is `to_confirm` and shown so
-- until the association has put its own document there. Panlong's are the demonstration district's own, after its published report.
-- Names are neutral (甲类, 乙类): they stand beside families on lists, where a child's fate never does.

insert into policy (id, code, division, level, theme, name_zh, name_en, beneficiary, asked, place_asked, care_kind, replaces_id, state, position) values
  ('00500000-0000-8000-8000-000000000001', 'special_assistance_death', 0, 'nation', 'allowance', '特别扶助金（甲类）', 'Special assistance, branch A',
    'person', 'parents', 'hukou', 'assistance_payment', null, 'active', 10),
  ('00500000-0000-8000-8000-000000000002', 'special_assistance_disability', 0, 'nation', 'allowance', '特别扶助金（乙类）', 'Special assistance, branch B',
    'person', 'parents', 'hukou', 'assistance_payment', null, 'active', 20),
  ('00500000-0000-8000-8000-000000000011', 'beijing_special_assistance_death', 110000000000, 'province', 'allowance', '北京市特别扶助金（甲类）',
    'Beijing special assistance, branch A', 'person', 'parents', 'hukou', 'assistance_payment', '00500000-0000-8000-8000-000000000001', 'active', 30),
  ('00500000-0000-8000-8000-000000000012', 'beijing_special_assistance_disability', 110000000000, 'province', 'allowance', '北京市特别扶助金（乙类）',
    'Beijing special assistance, branch B', 'person', 'parents', 'hukou', 'assistance_payment', '00500000-0000-8000-8000-000000000002', 'active', 40),
  ('00500000-0000-8000-8000-000000000021', 'luzhou_special_assistance_death', 510500000000, 'city', 'allowance', '泸州市特别扶助金（甲类）',
    'Luzhou special assistance, branch A', 'person', 'parents', 'hukou', 'assistance_payment', '00500000-0000-8000-8000-000000000001', 'active', 50),
  ('00500000-0000-8000-8000-000000000022', 'luzhou_special_assistance_disability', 510500000000, 'city', 'allowance', '泸州市特别扶助金（乙类）',
    'Luzhou special assistance, branch B', 'person', 'parents', 'hukou', 'assistance_payment', '00500000-0000-8000-8000-000000000002', 'active', 60),
  ('00500000-0000-8000-8000-000000000041', 'panlong_special_assistance_death', 530103000000, 'district', 'allowance', '盘龙区特别扶助金（甲类）',
    'Panlong special assistance, branch A', 'person', 'parents', 'hukou', 'assistance_payment', '00500000-0000-8000-8000-000000000001', 'active', 70),
  ('00500000-0000-8000-8000-000000000042', 'panlong_special_assistance_disability', 530103000000, 'district', 'allowance', '盘龙区特别扶助金（乙类）',
    'Panlong special assistance, branch B', 'person', 'parents', 'hukou', 'assistance_payment', '00500000-0000-8000-8000-000000000002', 'active', 80),
  ('00500000-0000-8000-8000-000000000031', 'panlong_festival_condolence', 530103000000, 'district', 'festival', '节日慰问金', 'Festival condolence money',
    'family', 'parents', 'residence', 'visit_festival', null, 'active', 110),
  ('00500000-0000-8000-8000-000000000032', 'panlong_housekeeping_voucher', 530103000000, 'district', 'living', '家政服务卡', 'Housekeeping card',
    'family', 'parents', 'residence', 'voucher_issue', null, 'active', 120),
  ('00500000-0000-8000-8000-000000000033', 'panlong_doctor_signing', 530103000000, 'district', 'health', '家庭医生签约', 'Family doctor signing',
    'person', 'members', 'residence', 'doctor_signing', null, 'active', 130),
  ('00500000-0000-8000-8000-000000000034', 'panlong_accident_insurance', 530103000000, 'district', 'insurance', '意外伤害保险', 'Accident insurance',
    'person', 'parents', 'residence', 'accident_insurance', null, 'active', 140),
  ('00500000-0000-8000-8000-000000000035', 'panlong_hospital_care_insurance', 530103000000, 'district', 'insurance', '住院护理保险', 'Hospital-care insurance',
    'person', 'parents', 'residence', 'hospital_care_insurance', null, 'active', 150),
  ('00500000-0000-8000-8000-000000000036', 'panlong_transit_card', 530103000000, 'district', 'travel', '爱心公交地铁卡', 'Transit card',
    'person', 'members', 'residence', 'transit_card', null, 'active', 160),
  ('00500000-0000-8000-8000-000000000037', 'panlong_wristband', 530103000000, 'district', 'safety', '智慧手环', 'Wristband',
    'person', 'parents', 'residence', 'wristband', null, 'active', 170),
  ('00500000-0000-8000-8000-000000000038', 'panlong_heat_goods', 530103000000, 'street', 'living', '夏送清凉用品', 'Summer heat goods',
    'person', 'parents', 'residence', 'heat_goods', null, 'active', 180),
  ('00500000-0000-8000-8000-000000000039', 'panlong_appliance_cleaning', 530103000000, 'community', 'living', '空调油烟机清洗', 'Cleaning of air-conditioner and range hood',
    'family', 'parents', 'residence', 'appliance_cleaning', null, 'active', 190);
-- What they replace replaces nothing itself.
update policy set root_id = coalesce(replaces_id, id);
alter table policy alter column root_id set not null;

insert into policy_version (policy_id, version, valid_from, valid_to, rule, grant_kind, grant_quantity, grant_unit, cadence,
  document_number, document_title, confidence, source) values
  ('00500000-0000-8000-8000-000000000001', 1, '2008-01-01', null,
    '{"combinator":"and","rules":[
      {"field":"branch","operator":"=","value":"death"},
      {"field":"children_surviving","operator":"=","value":0},
      {"field":"children_born","operator":"=","value":1},
      {"field":"birth_date","operator":">=","value":"1933-01-01"},
      {"field":"age_of_wife","operator":">=","value":49}]}',
    'cash', null, 'fen', 'half_yearly', '国人口发〔2007〕78号', '全国独生子女伤残死亡家庭扶助制度试点方案', 'to_confirm',
    '条件见各地公开的办理流程；文号、发放次数请本单位核对'),
  ('00500000-0000-8000-8000-000000000002', 1, '2008-01-01', null,
    '{"combinator":"and","rules":[
      {"field":"branch","operator":"=","value":"disability"},
      {"field":"child_disability_grade","operator":"atLeastAsSevere","value":3},
      {"field":"children_born","operator":"=","value":1},
      {"field":"birth_date","operator":">=","value":"1933-01-01"},
      {"field":"age_of_wife","operator":">=","value":49}]}',
    'cash', null, 'fen', 'half_yearly', '国人口发〔2007〕78号', '全国独生子女伤残死亡家庭扶助制度试点方案', 'to_confirm',
    '条件见各地公开的办理流程；文号、发放次数请本单位核对'),
  -- Beijing: the certificate is asked for; paid once a year.
  ('00500000-0000-8000-8000-000000000011', 1, '2008-01-01', null,
    '{"combinator":"and","rules":[
      {"field":"branch","operator":"=","value":"death"},
      {"field":"children_surviving","operator":"=","value":0},
      {"field":"children_born","operator":"=","value":1},
      {"field":"only_child_certificate","operator":"=","value":true},
      {"field":"birth_date","operator":">=","value":"1933-01-01"},
      {"field":"age_of_wife","operator":">=","value":49}]}',
    'cash', null, 'fen', 'yearly', null, '北京市独生子女家庭特别扶助制度实施方案', 'sourced', '北京市2008年实施方案全文'),
  -- Beijing's branch B also admits two legal children of whom one survives.
  ('00500000-0000-8000-8000-000000000012', 1, '2008-01-01', null,
    '{"combinator":"and","rules":[
      {"field":"branch","operator":"=","value":"disability"},
      {"field":"child_disability_grade","operator":"atLeastAsSevere","value":3},
      {"combinator":"or","rules":[
        {"field":"children_born","operator":"=","value":1},
        {"combinator":"and","rules":[
          {"field":"children_born","operator":"=","value":2},
          {"field":"children_surviving","operator":"=","value":1}]}]},
      {"field":"birth_date","operator":">=","value":"1933-01-01"},
      {"field":"age_of_wife","operator":">=","value":49}]}',
    'cash', null, 'fen', 'yearly', null, '北京市独生子女伤残家庭特别扶助制度实施方案', 'sourced', '北京市独生子女伤残家庭实施方案全文'),
  -- Luzhou: the family's births lie before the two-child policy; paid in June and December.
  ('00500000-0000-8000-8000-000000000021', 1, '2024-04-24', null,
    '{"combinator":"and","rules":[
      {"field":"branch","operator":"=","value":"death"},
      {"field":"children_surviving","operator":"=","value":0},
      {"field":"children_born","operator":"=","value":1},
      {"field":"child_birth_date","operator":"<=","value":"2015-12-31"},
      {"field":"birth_date","operator":">=","value":"1933-01-01"},
      {"field":"age_of_wife","operator":">=","value":49}]}',
    'cash', null, 'fen', 'half_yearly', null, '泸州市惠民政策一本通（2024-04-24）', 'sourced', '泸州市惠民政策一本通'),
  ('00500000-0000-8000-8000-000000000022', 1, '2024-04-24', null,
    '{"combinator":"and","rules":[
      {"field":"branch","operator":"=","value":"disability"},
      {"field":"child_disability_grade","operator":"atLeastAsSevere","value":3},
      {"field":"children_born","operator":"=","value":1},
      {"field":"child_birth_date","operator":"<=","value":"2015-12-31"},
      {"field":"birth_date","operator":">=","value":"1933-01-01"},
      {"field":"age_of_wife","operator":">=","value":49}]}',
    'cash', null, 'fen', 'half_yearly', null, '泸州市惠民政策一本通（2024-04-24）', 'sourced', '泸州市惠民政策一本通'),
  -- Panlong's own conditions are the national ones; months and rates are its own.
  ('00500000-0000-8000-8000-000000000041', 1, '2015-01-01', null,
    '{"combinator":"and","rules":[
      {"field":"branch","operator":"=","value":"death"},
      {"field":"children_surviving","operator":"=","value":0},
      {"field":"children_born","operator":"=","value":1},
      {"field":"birth_date","operator":">=","value":"1933-01-01"},
      {"field":"age_of_wife","operator":">=","value":49}]}',
    'cash', null, 'fen', 'monthly', null, '盘龙区计生特殊家庭扶助金', 'to_confirm',
    '示范数据：公开报道只有四年总额1592.97万元，按月计发与发放月份请本单位核对'),
  ('00500000-0000-8000-8000-000000000042', 1, '2015-01-01', null,
    '{"combinator":"and","rules":[
      {"field":"branch","operator":"=","value":"disability"},
      {"field":"child_disability_grade","operator":"atLeastAsSevere","value":3},
      {"field":"children_born","operator":"=","value":1},
      {"field":"birth_date","operator":">=","value":"1933-01-01"},
      {"field":"age_of_wife","operator":">=","value":49}]}',
    'cash', null, 'fen', 'monthly', null, '盘龙区计生特殊家庭扶助金', 'to_confirm',
    '示范数据：公开报道只有四年总额1592.97万元，按月计发与发放月份请本单位核对'),
  ('00500000-0000-8000-8000-000000000031', 1, '2015-01-01', null,
    '{"combinator":"and","rules":[
      {"field":"branch","operator":"in","value":["death","disability"]},
      {"field":"hardship","operator":"=","value":true}]}',
    'cash', null, 'fen', 'festival', null, '盘龙区节日走访慰问制度', 'to_confirm',
    '盘龙区公开报道：四年1741户次、52.23万元，合每户次300元；由户次推知并非每户，走访困难家庭，条件请本单位核对'),
  ('00500000-0000-8000-8000-000000000032', 1, '2015-01-01', null,
    '{"combinator":"and","rules":[{"field":"branch","operator":"=","value":"death"}]}',
    'hours', 3, 'hour', 'once', null, '盘龙区家政服务卡', 'to_confirm', '盘龙区公开报道：每户一张，3小时，价值100元'),
  ('00500000-0000-8000-8000-000000000033', 1, '2018-01-01', null,
    '{"combinator":"and","rules":[{"field":"branch","operator":"in","value":["death","disability"]}]}',
    'enrolment', 1, 'person_time', 'yearly', null, '盘龙区家庭医生签约服务', 'to_confirm', '盘龙区公开报道：873名家庭成员签约；起始日期和续签周期请本单位核对'),
  ('00500000-0000-8000-8000-000000000034', 1, '2015-01-01', null,
    '{"combinator":"and","rules":[{"field":"branch","operator":"in","value":["death","disability"]}]}',
    'enrolment', 1, 'person_time', 'yearly', null, '盘龙区计生特殊家庭意外伤害保险', 'to_confirm', '盘龙区公开报道：每年投保，累计1971人次'),
  ('00500000-0000-8000-8000-000000000035', 1, '2015-01-01', null,
    '{"combinator":"and","rules":[
      {"field":"branch","operator":"=","value":"death"},
      {"field":"age","operator":">=","value":49}]}',
    'enrolment', 1, 'person_time', 'yearly', null, '盘龙区住院护理保险', 'to_confirm', '盘龙区公开报道有此险种；年龄条件取自他区报道，请本单位核对'),
  ('00500000-0000-8000-8000-000000000036', 1, '2015-01-01', null,
    '{"combinator":"and","rules":[
      {"field":"branch","operator":"=","value":"death"},
      {"field":"age","operator":">=","value":18}]}',
    'thing', 1, 'piece', 'once', null, '昆明市爱心公交地铁卡', 'to_confirm',
    '盘龙区公开报道：为家庭成员办理，累计317人；只为成年成员办理请本单位核对'),
  ('00500000-0000-8000-8000-000000000037', 1, '2018-01-01', null,
    '{"combinator":"or","rules":[
      {"field":"living_alone","operator":"=","value":true},
      {"combinator":"and","rules":[
        {"field":"living_arrangement","operator":"=","value":"couple"},
        {"field":"age","operator":">=","value":65}]}]}',
    'thing', 1, 'piece', 'once', null, '盘龙区智慧手环', 'to_confirm', '盘龙区公开报道：赠送117人，含空巢、孤寡老人；条件请本单位核对'),
  ('00500000-0000-8000-8000-000000000038', 1, '2015-01-01', null,
    '{"combinator":"and","rules":[{"field":"age","operator":">=","value":70}]}',
    'thing', 1, 'piece', 'yearly', null, '夏送清凉', 'to_confirm', '年满70周岁的条件取自他市公开报道，请本单位核对'),
  ('00500000-0000-8000-8000-000000000039', 1, '2015-01-01', null,
    '{"combinator":"and","rules":[{"field":"age","operator":">=","value":60}]}',
    'service', 1, 'session', 'yearly', null, '空调、油烟机清洗服务', 'to_confirm', '年满60周岁的条件取自他区公开报道，请本单位核对');

insert into policy_rate (id, policy_id, division, branch, hukou_kind, valid_from, valid_to, amount_fen, per, document_number, confidence, source)
select ('00510000-0000-8000-8000-' || lpad(number::text, 12, '0'))::uuid, policy.id, policy.division, rate.branch, kind, rate.valid_from::date,
  rate.valid_to::date, yuan * 100, per, rate.document, rate.confidence, rate.source
from (values
  (1, 'special_assistance_death', 'death', null, '2008-01-01', '2012-01-01', 100, 'month', null, 'to_confirm', '文件为“不低于100元”'),
  (2, 'special_assistance_disability', 'disability', null, '2008-01-01', '2012-01-01', 80, 'month', null, 'to_confirm', '文件为“不低于80元”'),
  (3, 'special_assistance_death', 'death', null, '2012-01-01', '2014-01-01', 135, 'month', null, 'to_confirm', '中国日报2013-12-26报道，尚未找到原文'),
  (4, 'special_assistance_disability', 'disability', null, '2012-01-01', '2014-01-01', 110, 'month', null, 'to_confirm', '中国日报2013-12-26报道，尚未找到原文'),
  (5, 'special_assistance_death', 'death', 'urban', '2014-01-01', '2016-01-01', 340, 'month', null, 'to_confirm', '中国日报2013-12-26报道；城乡统一的起始日期请核对'),
  (6, 'special_assistance_death', 'death', 'rural', '2014-01-01', '2016-01-01', 170, 'month', null, 'to_confirm', '中国日报2013-12-26报道；城乡统一的起始日期请核对'),
  (7, 'special_assistance_disability', 'disability', 'urban', '2014-01-01', '2016-01-01', 270, 'month', null, 'to_confirm', '中国日报2013-12-26报道；城乡统一的起始日期请核对'),
  (8, 'special_assistance_disability', 'disability', 'rural', '2014-01-01', '2016-01-01', 150, 'month', null, 'to_confirm', '中国日报2013-12-26报道；城乡统一的起始日期请核对'),
  (9, 'special_assistance_death', 'death', null, '2016-01-01', '2018-01-01', 340, 'month', null, 'to_confirm', '城乡统一后的标准，请本单位核对'),
  (10, 'special_assistance_disability', 'disability', null, '2016-01-01', '2018-01-01', 270, 'month', null, 'to_confirm', '城乡统一后的标准，请本单位核对'),
  (11, 'special_assistance_death', 'death', null, '2018-01-01', '2022-01-01', 450, 'month', null, 'to_confirm', '尚未找到原文，请本单位核对'),
  (12, 'special_assistance_disability', 'disability', null, '2018-01-01', '2022-01-01', 350, 'month', null, 'to_confirm', '尚未找到原文，请本单位核对'),
  (13, 'special_assistance_death', 'death', null, '2022-01-01', null, 590, 'month', null, 'to_confirm', '尚未找到原文；2023年以后有无调整请核对'),
  (14, 'special_assistance_disability', 'disability', null, '2022-01-01', null, 460, 'month', null, 'to_confirm', '尚未找到原文；2023年以后有无调整请核对'),
  -- What Beijing paid between 2009 and the month before the rise of 2022 has no source: the gap stays, and is shown.
  (21, 'beijing_special_assistance_death', 'death', null, '2008-01-01', '2009-01-01', 200, 'month', null, 'sourced', '北京市2008年实施方案'),
  (22, 'beijing_special_assistance_disability', 'disability', null, '2008-01-01', '2009-01-01', 160, 'month', null, 'sourced', '北京市独生子女伤残家庭实施方案'),
  (23, 'beijing_special_assistance_death', 'death', null, '2022-06-01', '2022-07-01', 720, 'month', '京卫家庭〔2022〕19号', 'sourced', '通知所述调整前标准'),
  (24, 'beijing_special_assistance_disability', 'disability', null, '2022-06-01', '2022-07-01', 590, 'month', '京卫家庭〔2022〕19号', 'sourced', '通知所述调整前标准'),
  (25, 'beijing_special_assistance_death', 'death', null, '2022-07-01', null, 900, 'month', '京卫家庭〔2022〕19号', 'sourced', '北京市卫生健康委、财政局，2022-10-28'),
  (26, 'beijing_special_assistance_disability', 'disability', null, '2022-07-01', null, 740, 'month', '京卫家庭〔2022〕19号', 'sourced', '北京市卫生健康委、财政局，2022-10-28'),
  (31, 'luzhou_special_assistance_death', 'death', null, '2024-04-24', null, 1000, 'month', null, 'sourced', '泸州市惠民政策一本通，2024-04-24'),
  (32, 'luzhou_special_assistance_disability', 'disability', null, '2024-04-24', null, 790, 'month', null, 'sourced', '泸州市惠民政策一本通，2024-04-24'),
  -- Panlong's own, made up for the demonstration: with its invented roster they come to the reported sum of four years, 1592.97万元.
  (51, 'panlong_special_assistance_death', 'death', null, '2015-01-01', '2017-01-01', 680, 'month', null, 'to_confirm', '示范数据：为演示而设，与公开报道的总额相合，请本单位换成自己的标准'),
  (52, 'panlong_special_assistance_death', 'death', null, '2017-01-01', '2022-01-01', 735, 'month', null, 'to_confirm', '示范数据：为演示而设，与公开报道的总额相合，请本单位换成自己的标准'),
  (53, 'panlong_special_assistance_disability', 'disability', null, '2015-01-01', '2017-01-01', 520, 'month', null, 'to_confirm', '示范数据：为演示而设，与公开报道的总额相合，请本单位换成自己的标准'),
  (54, 'panlong_special_assistance_disability', 'disability', null, '2017-01-01', '2022-01-01', 570, 'month', null, 'to_confirm', '示范数据：为演示而设，与公开报道的总额相合，请本单位换成自己的标准'),
  (55, 'panlong_special_assistance_death', 'death', null, '2022-01-01', null, 780, 'month', null, 'to_confirm', '示范数据：为演示而设，请本单位换成自己的标准'),
  (56, 'panlong_special_assistance_disability', 'disability', null, '2022-01-01', null, 620, 'month', null, 'to_confirm', '示范数据：为演示而设，请本单位换成自己的标准'),
  -- Given for Spring Festival 2015, whose period begins the day after Mid-Autumn 2014.
  (41, 'panlong_festival_condolence', null, null, '2014-09-09', null, 300, 'occasion', null, 'to_confirm', '由公开报道的总额和户次推算')
) as rate (number, code, branch, kind, valid_from, valid_to, yuan, per, document, confidence, source)
  join policy on policy.code = rate.code;
