import { mount } from 'svelte';
import './app.css';
import App from './App.svelte';
import { hearNothingWhileComposing } from './composition.ts';
import { watchTyping } from './shell/open-forms.ts';

const target = document.getElementById('app');
if (!target) throw new Error('The page has no place for the app.');
hearNothingWhileComposing(window);
watchTyping(window);
mount(App, { target });
