-- Balances say how much better, not how much: the totals of the scenario and of the baseline are stored
-- beside them. No default: older results were never asked, and a zero would be read as an answer.
BEGIN;

ALTER TABLE optimisation.portfolio_results
    ADD COLUMN IF NOT EXISTS metric_total_gas_used double precision,
    ADD COLUMN IF NOT EXISTS metric_total_electricity_imported double precision,
    ADD COLUMN IF NOT EXISTS metric_total_electricity_generated double precision,
    ADD COLUMN IF NOT EXISTS metric_total_electricity_exported double precision,
    ADD COLUMN IF NOT EXISTS metric_total_electricity_used double precision,
    ADD COLUMN IF NOT EXISTS metric_total_electricity_curtailed double precision,
    ADD COLUMN IF NOT EXISTS metric_total_electrical_shortfall double precision,
    ADD COLUMN IF NOT EXISTS metric_total_heat_shortfall double precision,
    ADD COLUMN IF NOT EXISTS metric_total_ch_shortfall double precision,
    ADD COLUMN IF NOT EXISTS metric_total_dhw_shortfall double precision,
    ADD COLUMN IF NOT EXISTS metric_total_heat_load double precision,
    ADD COLUMN IF NOT EXISTS metric_total_dhw_load double precision,
    ADD COLUMN IF NOT EXISTS metric_total_ch_load double precision,
    ADD COLUMN IF NOT EXISTS metric_total_gas_import_cost double precision,
    ADD COLUMN IF NOT EXISTS metric_total_electricity_import_cost double precision,
    ADD COLUMN IF NOT EXISTS metric_total_electricity_export_gain double precision,
    ADD COLUMN IF NOT EXISTS metric_total_meter_cost double precision,
    ADD COLUMN IF NOT EXISTS metric_total_operating_cost double precision,
    ADD COLUMN IF NOT EXISTS metric_total_net_present_value double precision,
    ADD COLUMN IF NOT EXISTS metric_total_scope_1_emissions double precision,
    ADD COLUMN IF NOT EXISTS metric_total_scope_2_emissions double precision,
    ADD COLUMN IF NOT EXISTS metric_total_combined_carbon_emissions double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_gas_used double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_electricity_imported double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_electricity_generated double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_electricity_exported double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_electricity_used double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_electricity_curtailed double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_electrical_shortfall double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_heat_shortfall double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_ch_shortfall double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_dhw_shortfall double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_heat_load double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_dhw_load double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_ch_load double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_gas_import_cost double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_electricity_import_cost double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_electricity_export_gain double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_meter_cost double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_operating_cost double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_net_present_value double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_scope_1_emissions double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_scope_2_emissions double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_combined_carbon_emissions double precision;

COMMENT ON COLUMN optimisation.portfolio_results.metric_total_gas_used IS
    'Gas burnt in the scenario, kWh. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_electricity_imported IS
    'Electricity taken from the grid in the scenario, kWh. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_electricity_generated IS
    'Electricity generated on site in the scenario, kWh. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_electricity_exported IS
    'Electricity sold to the grid in the scenario, kWh. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_electricity_used IS
    'Electricity used on site in the scenario: imported and '
    'generated less exported and curtailed, kWh. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_electricity_curtailed IS
    'Electricity generated in the scenario that could be '
    'neither used nor exported, kWh. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_electrical_shortfall IS
    'Electricity demand that was not met in the scenario, kWh. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_heat_shortfall IS
    'Heat demand that was not met in the scenario, kWh thermal. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_ch_shortfall IS
    'Central heating demand that was not met in the scenario, kWh thermal. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_dhw_shortfall IS
    'Domestic hot water demand that was not met in the scenario, kWh thermal. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_heat_load IS
    'Heat demand in the scenario: central heating and '
    'domestic hot water, kWh thermal. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_dhw_load IS
    'Domestic hot water demand in the scenario, kWh thermal. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_ch_load IS
    'Central heating demand in the scenario, kWh thermal. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_gas_import_cost IS
    'Cost of gas in the scenario, GBP. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_electricity_import_cost IS
    'Cost of imported electricity in the scenario, GBP. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_electricity_export_gain IS
    'Income from exported electricity in the scenario, GBP. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_meter_cost IS
    'Energy bills in the scenario: gas and imported '
    'electricity less export income, GBP. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_operating_cost IS
    'Energy bills and running costs of the components in the scenario, GBP. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_net_present_value IS
    'Net present value in the scenario over the project''s horizon, GBP. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_scope_1_emissions IS
    'Emissions from fuel burnt on site in the scenario, kg CO2e. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_scope_2_emissions IS
    'Emissions behind the imported electricity less those behind '
    'the exported in the scenario, kg CO2e. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_total_combined_carbon_emissions IS
    'Scope 1 and scope 2 emissions together in the scenario, kg CO2e. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_gas_used IS
    'Gas burnt in the baseline, kWh. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_electricity_imported IS
    'Electricity taken from the grid in the baseline, kWh. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_electricity_generated IS
    'Electricity generated on site in the baseline, kWh. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_electricity_exported IS
    'Electricity sold to the grid in the baseline, kWh. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_electricity_used IS
    'Electricity used on site in the baseline: imported and '
    'generated less exported and curtailed, kWh. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_electricity_curtailed IS
    'Electricity generated in the baseline that could be '
    'neither used nor exported, kWh. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_electrical_shortfall IS
    'Electricity demand that was not met in the baseline, kWh. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_heat_shortfall IS
    'Heat demand that was not met in the baseline, kWh thermal. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_ch_shortfall IS
    'Central heating demand that was not met in the baseline, kWh thermal. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_dhw_shortfall IS
    'Domestic hot water demand that was not met in the baseline, kWh thermal. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_heat_load IS
    'Heat demand in the baseline: central heating and '
    'domestic hot water, kWh thermal. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_dhw_load IS
    'Domestic hot water demand in the baseline, kWh thermal. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_ch_load IS
    'Central heating demand in the baseline, kWh thermal. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_gas_import_cost IS
    'Cost of gas in the baseline, GBP. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_electricity_import_cost IS
    'Cost of imported electricity in the baseline, GBP. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_electricity_export_gain IS
    'Income from exported electricity in the baseline, GBP. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_meter_cost IS
    'Energy bills in the baseline: gas and imported '
    'electricity less export income, GBP. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_operating_cost IS
    'Energy bills and running costs of the components in the baseline, GBP. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_net_present_value IS
    'Net present value in the baseline over the project''s horizon, GBP. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_scope_1_emissions IS
    'Emissions from fuel burnt on site in the baseline, kg CO2e. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_scope_2_emissions IS
    'Emissions behind the imported electricity less those behind '
    'the exported in the baseline, kg CO2e. Sum over the sites.';
COMMENT ON COLUMN optimisation.portfolio_results.metric_baseline_combined_carbon_emissions IS
    'Scope 1 and scope 2 emissions together in the baseline, kg CO2e. Sum over the sites.';

ALTER TABLE optimisation.site_results
    ADD COLUMN IF NOT EXISTS metric_total_gas_used double precision,
    ADD COLUMN IF NOT EXISTS metric_total_electricity_imported double precision,
    ADD COLUMN IF NOT EXISTS metric_total_electricity_generated double precision,
    ADD COLUMN IF NOT EXISTS metric_total_electricity_exported double precision,
    ADD COLUMN IF NOT EXISTS metric_total_electricity_used double precision,
    ADD COLUMN IF NOT EXISTS metric_total_electricity_curtailed double precision,
    ADD COLUMN IF NOT EXISTS metric_total_electrical_shortfall double precision,
    ADD COLUMN IF NOT EXISTS metric_total_heat_shortfall double precision,
    ADD COLUMN IF NOT EXISTS metric_total_ch_shortfall double precision,
    ADD COLUMN IF NOT EXISTS metric_total_dhw_shortfall double precision,
    ADD COLUMN IF NOT EXISTS metric_total_heat_load double precision,
    ADD COLUMN IF NOT EXISTS metric_total_dhw_load double precision,
    ADD COLUMN IF NOT EXISTS metric_total_ch_load double precision,
    ADD COLUMN IF NOT EXISTS metric_total_gas_import_cost double precision,
    ADD COLUMN IF NOT EXISTS metric_total_electricity_import_cost double precision,
    ADD COLUMN IF NOT EXISTS metric_total_electricity_export_gain double precision,
    ADD COLUMN IF NOT EXISTS metric_total_meter_cost double precision,
    ADD COLUMN IF NOT EXISTS metric_total_operating_cost double precision,
    ADD COLUMN IF NOT EXISTS metric_total_net_present_value double precision,
    ADD COLUMN IF NOT EXISTS metric_total_scope_1_emissions double precision,
    ADD COLUMN IF NOT EXISTS metric_total_scope_2_emissions double precision,
    ADD COLUMN IF NOT EXISTS metric_total_combined_carbon_emissions double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_gas_used double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_electricity_imported double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_electricity_generated double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_electricity_exported double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_electricity_used double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_electricity_curtailed double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_electrical_shortfall double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_heat_shortfall double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_ch_shortfall double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_dhw_shortfall double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_heat_load double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_dhw_load double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_ch_load double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_gas_import_cost double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_electricity_import_cost double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_electricity_export_gain double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_meter_cost double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_operating_cost double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_net_present_value double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_scope_1_emissions double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_scope_2_emissions double precision,
    ADD COLUMN IF NOT EXISTS metric_baseline_combined_carbon_emissions double precision;

COMMENT ON COLUMN optimisation.site_results.metric_total_gas_used IS 'Gas burnt in the scenario, kWh.';
COMMENT ON COLUMN optimisation.site_results.metric_total_electricity_imported IS
    'Electricity taken from the grid in the scenario, kWh.';
COMMENT ON COLUMN optimisation.site_results.metric_total_electricity_generated IS
    'Electricity generated on site in the scenario, kWh.';
COMMENT ON COLUMN optimisation.site_results.metric_total_electricity_exported IS
    'Electricity sold to the grid in the scenario, kWh.';
COMMENT ON COLUMN optimisation.site_results.metric_total_electricity_used IS
    'Electricity used on site in the scenario: imported and generated less exported and curtailed, kWh.';
COMMENT ON COLUMN optimisation.site_results.metric_total_electricity_curtailed IS
    'Electricity generated in the scenario that could be neither used nor exported, kWh.';
COMMENT ON COLUMN optimisation.site_results.metric_total_electrical_shortfall IS
    'Electricity demand that was not met in the scenario, kWh.';
COMMENT ON COLUMN optimisation.site_results.metric_total_heat_shortfall IS
    'Heat demand that was not met in the scenario, kWh thermal.';
COMMENT ON COLUMN optimisation.site_results.metric_total_ch_shortfall IS
    'Central heating demand that was not met in the scenario, kWh thermal.';
COMMENT ON COLUMN optimisation.site_results.metric_total_dhw_shortfall IS
    'Domestic hot water demand that was not met in the scenario, kWh thermal.';
COMMENT ON COLUMN optimisation.site_results.metric_total_heat_load IS
    'Heat demand in the scenario: central heating and domestic hot water, kWh thermal.';
COMMENT ON COLUMN optimisation.site_results.metric_total_dhw_load IS
    'Domestic hot water demand in the scenario, kWh thermal.';
COMMENT ON COLUMN optimisation.site_results.metric_total_ch_load IS
    'Central heating demand in the scenario, kWh thermal.';
COMMENT ON COLUMN optimisation.site_results.metric_total_gas_import_cost IS
    'Cost of gas in the scenario, GBP.';
COMMENT ON COLUMN optimisation.site_results.metric_total_electricity_import_cost IS
    'Cost of imported electricity in the scenario, GBP.';
COMMENT ON COLUMN optimisation.site_results.metric_total_electricity_export_gain IS
    'Income from exported electricity in the scenario, GBP.';
COMMENT ON COLUMN optimisation.site_results.metric_total_meter_cost IS
    'Energy bills in the scenario: gas and imported electricity less export income, GBP.';
COMMENT ON COLUMN optimisation.site_results.metric_total_operating_cost IS
    'Energy bills and running costs of the components in the scenario, GBP.';
COMMENT ON COLUMN optimisation.site_results.metric_total_net_present_value IS
    'Net present value in the scenario over the project''s horizon, GBP.';
COMMENT ON COLUMN optimisation.site_results.metric_total_scope_1_emissions IS
    'Emissions from fuel burnt on site in the scenario, kg CO2e.';
COMMENT ON COLUMN optimisation.site_results.metric_total_scope_2_emissions IS
    'Emissions behind the imported electricity less those behind the exported in the scenario, kg CO2e.';
COMMENT ON COLUMN optimisation.site_results.metric_total_combined_carbon_emissions IS
    'Scope 1 and scope 2 emissions together in the scenario, kg CO2e.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_gas_used IS 'Gas burnt in the baseline, kWh.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_electricity_imported IS
    'Electricity taken from the grid in the baseline, kWh.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_electricity_generated IS
    'Electricity generated on site in the baseline, kWh.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_electricity_exported IS
    'Electricity sold to the grid in the baseline, kWh.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_electricity_used IS
    'Electricity used on site in the baseline: imported and generated less exported and curtailed, kWh.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_electricity_curtailed IS
    'Electricity generated in the baseline that could be neither used nor exported, kWh.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_electrical_shortfall IS
    'Electricity demand that was not met in the baseline, kWh.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_heat_shortfall IS
    'Heat demand that was not met in the baseline, kWh thermal.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_ch_shortfall IS
    'Central heating demand that was not met in the baseline, kWh thermal.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_dhw_shortfall IS
    'Domestic hot water demand that was not met in the baseline, kWh thermal.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_heat_load IS
    'Heat demand in the baseline: central heating and domestic hot water, kWh thermal.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_dhw_load IS
    'Domestic hot water demand in the baseline, kWh thermal.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_ch_load IS
    'Central heating demand in the baseline, kWh thermal.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_gas_import_cost IS
    'Cost of gas in the baseline, GBP.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_electricity_import_cost IS
    'Cost of imported electricity in the baseline, GBP.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_electricity_export_gain IS
    'Income from exported electricity in the baseline, GBP.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_meter_cost IS
    'Energy bills in the baseline: gas and imported electricity less export income, GBP.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_operating_cost IS
    'Energy bills and running costs of the components in the baseline, GBP.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_net_present_value IS
    'Net present value in the baseline over the project''s horizon, GBP.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_scope_1_emissions IS
    'Emissions from fuel burnt on site in the baseline, kg CO2e.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_scope_2_emissions IS
    'Emissions behind the imported electricity less those behind the exported in the baseline, kg CO2e.';
COMMENT ON COLUMN optimisation.site_results.metric_baseline_combined_carbon_emissions IS
    'Scope 1 and scope 2 emissions together in the baseline, kg CO2e.';

END;
