-- An indicator is data: what is counted, in which unit, over which acts or which part of the register. Its twin is the list behind it.

create table indicator (
  code text not null check (code ~ '^[a-z][a-z0-9_]*$'),
  name_zh text not null,
  name_en text not null,
  unit text not null check (unit in ('household', 'household_time', 'person', 'person_time', 'session', 'minute', 'fen', 'piece', 'copy', 'view', 'hour', 'place')),
  -- care: over care records; register: over families, members and places as of the last day.
  source text not null check (source in ('care', 'register')),
  kinds text[] not null default '{}',
  register_key text check (register_key in ('families', 'members', 'streets', 'communities')),
  section text not null check (section in ('base', 'life', 'mind', 'elder', 'heart', 'outreach')),
  position int not null,
  -- Where the definition comes from: a form, an article, a notice.
  origin text not null,
  constraint indicator_pkey primary key (code),
  constraint indicator_counts_something check ((source = 'care') = (cardinality(kinds) > 0) and (source = 'register') = (register_key is not null))
);
grant select on indicator to nuanxin_app, nuanxin_reader;
select classify('indicator', 'reference', 'one figure of a statement: name, unit and what it counts',
  public => '{code,name_zh,name_en,unit,source,kinds,register_key,section,position,origin}');

insert into indicator (code, name_zh, name_en, unit, source, kinds, register_key, section, position, origin) values
  ('families', '计生特殊家庭', 'Special families', 'household', 'register', '{}', 'families', 'base', 10, '年度工作总结'),
  ('members', '家庭成员', 'Members of special families', 'person', 'register', '{}', 'members', 'base', 20, '年度工作总结'),
  ('streets', '街道（乡镇）', 'Streets and towns', 'place', 'register', '{}', 'streets', 'base', 30, '年度工作总结'),
  ('communities', '社区（村）', 'Communities and villages', 'place', 'register', '{}', 'communities', 'base', 40, '年度工作总结'),
  ('doctor_signings', '家庭医生签约', 'Family doctor signed', 'person', 'care', '{doctor_signing}', null, 'life', 110, '三个全覆盖'),
  ('festival_visits', '节日走访慰问', 'Festival visits', 'household_time', 'care', '{visit_festival}', null, 'life', 120, '暖心行动月报表'),
  ('festival_money', '节日慰问金', 'Festival condolence money', 'fen', 'care', '{visit_festival,condolence_cash}', null, 'life', 130, '年度工作总结'),
  ('daily_visits', '日常走访', 'Everyday visits', 'household_time', 'care', '{visit_daily}', null, 'life', 140, '暖心行动月报表'),
  ('birthday_visits', '生日陪伴', 'Birthday visits', 'household_time', 'care', '{visit_birthday}', null, 'life', 150, '暖心行动月报表'),
  ('hospital_visits', '住院探望', 'Hospital visits', 'household_time', 'care', '{visit_hospital}', null, 'life', 160, '暖心行动月报表'),
  ('calls', '电话与微信问候', 'Calls and messages', 'household_time', 'care', '{phone,message}', null, 'life', 170, '联系人制度'),
  ('meals', '爱心用餐', 'Shared meals', 'person_time', 'care', '{meal}', null, 'life', 180, '年度工作总结'),
  ('voucher_households', '家政服务卡', 'Housekeeping cards', 'household', 'care', '{voucher_issue}', null, 'life', 190, '年度工作总结'),
  ('voucher_hours', '家政服务卡时长', 'Hours on housekeeping cards', 'hour', 'care', '{voucher_issue}', null, 'life', 200, '年度工作总结'),
  ('kin_companionship', '亲情陪伴家庭', 'Families in kin companionship', 'household', 'care', '{kin_companionship}', null, 'mind', 210, '年度工作总结'),
  ('activities', '集体活动', 'Group activities', 'session', 'care', '{group_activity,outing,festival_gathering,tea_talk,group_birthday,interest_circle}', null, 'mind', 220, '暖心行动月报表'),
  ('activity_person_times', '集体活动参加', 'Taking part in group activities', 'person_time', 'care', '{group_activity,outing,festival_gathering,tea_talk,group_birthday,interest_circle}', null, 'mind', 230, '暖心行动月报表'),
  ('lectures', '健康知识讲座', 'Health lectures', 'session', 'care', '{health_lecture}', null, 'mind', 240, '年度工作总结'),
  ('counselling_sessions', '心理咨询与疏导', 'Counselling sessions', 'session', 'care', '{counselling}', null, 'mind', 250, '暖心行动月报表'),
  ('health_person_times', '健康与心理服务', 'Health and counselling', 'person_time', 'care', '{health_lecture,counselling}', null, 'mind', 260, '年度工作总结'),
  ('assistance_money', '扶助金发放', 'Assistance paid', 'fen', 'care', '{assistance_payment}', null, 'elder', 310, '年度工作总结'),
  ('assistance_persons', '领取扶助金', 'Receiving assistance', 'person', 'care', '{assistance_payment}', null, 'elder', 320, '年度工作总结'),
  ('accident_insured', '意外伤害保险投保', 'Accident insurance', 'person_time', 'care', '{accident_insurance}', null, 'elder', 330, '年度工作总结'),
  ('accident_premium', '意外伤害保险投入', 'Accident insurance premium', 'fen', 'care', '{accident_insurance}', null, 'elder', 340, '年度工作总结'),
  ('hospital_care_insured', '住院护理保险投保', 'Hospital-care insurance', 'person_time', 'care', '{hospital_care_insurance}', null, 'elder', 350, '年度工作总结'),
  ('transit_cards', '爱心公交地铁卡', 'Transit cards', 'person', 'care', '{transit_card}', null, 'elder', 360, '年度工作总结'),
  ('wristbands', '智慧手环', 'Wristbands', 'person', 'care', '{wristband}', null, 'heart', 410, '年度工作总结'),
  ('wristband_money', '智慧手环投入', 'Spent on wristbands', 'fen', 'care', '{wristband}', null, 'heart', 420, '年度工作总结'),
  ('home_cleanings', '入户保洁', 'Cleanings at home', 'household_time', 'care', '{home_cleaning,appliance_cleaning}', null, 'heart', 430, '年度工作总结'),
  ('micro_wishes', '微心愿', 'Wishes fulfilled', 'household_time', 'care', '{micro_wish}', null, 'heart', 440, '年度工作报表'),
  ('heat_goods', '送清凉', 'Summer heat goods', 'household_time', 'care', '{heat_goods}', null, 'heart', 450, '年度工作总结'),
  ('publicity_events', '主题宣传活动', 'Publicity events', 'session', 'care', '{publicity_event}', null, 'outreach', 510, '年度工作报表'),
  ('leaflets', '宣传资料', 'Leaflets', 'copy', 'care', '{leaflets}', null, 'outreach', 520, '年度工作报表'),
  ('online_views', '线上传播', 'Online views', 'view', 'care', '{online_reach,online_class}', null, 'outreach', 530, '年度工作报表');
